//! `cargo xtask …`: everything a person at this source tree needs, set-up included.

mod bench;
mod centre;
mod check_words;
mod display;
mod postgres;
mod program;
mod run;
mod schema;
mod setup;
mod simulate;
mod test;
mod tree;

use std::process::ExitCode;

const COMMANDS: &str = "\
用法：cargo xtask <命令> [参数]

  run [--demo]           准备环境并打开工作台（--demo 直接进入演示窗口）
  test                   准备环境并运行全部检查与测试（含真实窗口）
  bench [参数]           测量速度，打印表格；bench road 只测工作台与中心之间，bench centre 只测中心负载
  centre [--postgres] …  启动中心；--postgres 先启动一个私有的 PostgreSQL；其余参数交给 greenlane-centre
  simulate [--schedules N] [--seed S]
                         在一个进程里模拟多台工作台与中心的故障
  check-words            核对中英文用语是否齐全
  schema                 生成城市政策包的 JSON schema";

/// What a command ends with: nothing, or a sentence for the person who started it.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let outcome = match command.as_str() {
        "run" => run::run(&rest),
        "test" => test::run(&rest),
        "bench" => bench::run(&rest),
        "centre" | "center" => centre::run(&rest),
        "simulate" => simulate::run(&rest),
        "check-words" => check_words::run(),
        "schema" => schema::run(),
        "" | "help" | "--help" | "-h" => {
            println!("{COMMANDS}");
            Ok(())
        }
        other => Err(format!("没有命令“{other}”。\n\n{COMMANDS}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}
