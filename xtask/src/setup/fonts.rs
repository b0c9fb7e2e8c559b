//! The fonts that paper is set in.

use crate::{Outcome, program, tree};

/// Puts the fonts where the print crate looks for them; its own folder knows which and from where.
pub fn install() -> Outcome {
    let folder = tree::root().join("crates").join("print").join("fonts");
    let sources = ["package-lock.json", "package.json", "copy.mjs"].map(|name| folder.join(name));
    tree::when_changed("fonts", &sources, &folder.join("faces").join("NotoSerifSC_400Regular.ttf"), || {
        println!("安装公文字体（npm ci）");
        let mut install = program::command("npm", &["ci", "--no-audit", "--no-fund"]);
        install.current_dir(&folder);
        program::run(install)
    })
}
