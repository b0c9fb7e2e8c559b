//! The Windows spooler, through PowerShell: RAW bytes by winspool, jobs by `Get-PrintJob`. **Not verified**: written
//! without a Windows machine. RAW suits printers that take PDF themselves; others need their maker's driver and a reader
//! that prints. Values go in by environment and standard input, never into the script's text.

use super::{Described, Printer, State, Ticket};
use crate::error::PrintError;
use std::io::Write;
use std::process::{Command, Stdio};

const SUBMIT: &str = r#"
Add-Type -TypeDefinition @'
using System; using System.Runtime.InteropServices;
public class Spool {
  [StructLayout(LayoutKind.Sequential, CharSet=CharSet.Unicode)] public struct Doc { public string Name; public string Output; public string Type; }
  [DllImport("winspool.drv", CharSet=CharSet.Unicode, SetLastError=true)] static extern bool OpenPrinter(string name, out IntPtr printer, IntPtr defaults);
  [DllImport("winspool.drv", CharSet=CharSet.Unicode, SetLastError=true)] static extern int StartDocPrinter(IntPtr printer, int level, ref Doc doc);
  [DllImport("winspool.drv", SetLastError=true)] static extern bool WritePrinter(IntPtr printer, byte[] bytes, int count, out int written);
  [DllImport("winspool.drv", SetLastError=true)] static extern bool EndDocPrinter(IntPtr printer);
  [DllImport("winspool.drv", SetLastError=true)] static extern bool ClosePrinter(IntPtr printer);
  public static int Send(string name, string title, byte[] bytes) {
    IntPtr printer; if (!OpenPrinter(name, out printer, IntPtr.Zero)) throw new System.ComponentModel.Win32Exception();
    try {
      Doc doc = new Doc(); doc.Name = title; doc.Type = "RAW";
      int job = StartDocPrinter(printer, 1, ref doc); if (job == 0) throw new System.ComponentModel.Win32Exception();
      int written; if (!WritePrinter(printer, bytes, bytes.Length, out written) || written != bytes.Length) throw new System.ComponentModel.Win32Exception();
      EndDocPrinter(printer); return job;
    } finally { ClosePrinter(printer); }
  }
}
'@
$in = [Console]::OpenStandardInput(); $all = New-Object IO.MemoryStream; $in.CopyTo($all)
[Spool]::Send($env:GREENLANE_PRINTER, $env:GREENLANE_TITLE, $all.ToArray())
"#;
const ASK: &str = r"
$job = Get-PrintJob -PrinterName $env:GREENLANE_PRINTER -ID ([int]$env:GREENLANE_JOB) -ErrorAction SilentlyContinue
if ($job) { [string]$job.JobStatus } else { 'Gone' }
";
const CANCEL: &str = "Remove-PrintJob -PrinterName $env:GREENLANE_PRINTER -ID ([int]$env:GREENLANE_JOB)";
const LIST: &str = "Get-Printer | ForEach-Object { $_.Name + \"`t\" + [string]$_.PrinterStatus }";

fn run(printer: &str, script: &str, more: &[(&str, &str)], input: &[u8]) -> Result<String, PrintError> {
    let failed = |reason: String| PrintError::Printer { printer: printer.to_owned(), reason };
    let mut child = Command::new("powershell.exe")
        .args(["-NoProfile", "-NonInteractive", "-Command"])
        .arg(format!("[Console]::OutputEncoding = [Text.Encoding]::UTF8; {script}"))
        .env("GREENLANE_PRINTER", printer)
        .envs(more.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input).map_err(|error| failed(error.to_string()))?;
    }
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
    }
}

pub fn printers() -> Result<Vec<Described>, PrintError> {
    let told = run("", LIST, &[], b"")?;
    Ok(told.lines().filter_map(|line| line.split_once('\t')).map(|(name, state)| described(name, state)).collect())
}

pub fn describe(name: &str) -> Result<Described, PrintError> {
    let script = "[string](Get-Printer -Name $env:GREENLANE_PRINTER).PrinterStatus";
    run(name, script, &[], b"").map(|state| described(name, &state))
}

fn described(name: &str, state: &str) -> Described {
    let well = state.is_empty() || state == "Normal";
    Described {
        printer: Printer::Windows { name: name.to_owned() },
        name: name.to_owned(),
        accepting: true,
        reasons: if well { Vec::new() } else { vec![state.to_owned()] },
        formats: Vec::new(),
        two_sided: false,
        trays: Vec::new(),
    }
}

pub fn submit(name: &str, bytes: &[u8], ticket: &Ticket) -> Result<i32, PrintError> {
    let mut job = 0;
    for _ in 0..ticket.copies.max(1) {
        let told = run(name, SUBMIT, &[("GREENLANE_TITLE", &ticket.title)], bytes)?;
        let no_number = |_| PrintError::Printer { printer: name.to_owned(), reason: told.clone() };
        job = told.parse().map_err(no_number)?;
    }
    Ok(job)
}

pub fn ask(name: &str, id: i32) -> Result<State, PrintError> {
    let told = run(name, ASK, &[("GREENLANE_JOB", &id.to_string())], b"")?;
    let reasons: Vec<String> = told.split(", ").map(str::to_owned).collect();
    let has = |word: &str| reasons.iter().any(|one| one == word);
    Ok(if told == "Gone" {
        // Windows drops a job from its list when it is done, and also when somebody deletes it.
        State::Forgotten
    } else if has("Printed") || has("Complete") {
        State::Completed
    } else if has("Deleted") || has("Deleting") {
        State::Canceled
    } else if ["Error", "Offline", "PaperOut", "Blocked", "UserIntervention", "Paused"].iter().any(|word| has(word)) {
        State::Stopped { reasons }
    } else if has("Printing") {
        State::Printing { reasons }
    } else {
        State::Waiting { reasons }
    })
}

pub fn cancel(name: &str, id: i32) -> Result<(), PrintError> {
    run(name, CANCEL, &[("GREENLANE_JOB", &id.to_string())], b"").map(|_| ())
}
