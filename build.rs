//! Turns the shipped tables of models and keys into JSON: the start reads that ten times as fast as the TOML that people
//! read and write.

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed=build.rs");
    let mut tables = vec!["src/domain/models.toml".into(), "src/keys/keymap.toml".into()];
    let families = "src/domain/families";
    println!("cargo::rerun-if-changed={families}");
    for entry in fs::read_dir(families)? {
        tables.push(entry?.path());
    }
    for file in tables {
        println!("cargo::rerun-if-changed={}", file.display());
        let table: toml::Table = fs::read_to_string(&file)?.parse()?;
        let name = file.file_stem().ok_or("a table without a name")?;
        let folder = out.join(file.parent().and_then(Path::file_name).unwrap_or_default());
        fs::create_dir_all(&folder)?;
        fs::write(
            folder.join(name).with_added_extension("json"),
            serde_json::to_string(&table)?,
        )?;
    }
    Ok(())
}
