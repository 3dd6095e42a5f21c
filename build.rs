//! Turns the shipped tables of models into JSON, and keys and themes into lines: the start reads those ten times as fast as
//! the TOML that people read and write.

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::Path, process::Command};

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part: &str| env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        // The unwinder comes with the program: a library less to find, to map and to set up at every start.
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
        if env::var("HOST") == env::var("TARGET") && c_library() >= Some((2, 36)) {
            // The list of addresses that are set at every start is packed: half a megabyte less to read and to keep.
            println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        }
    }
    let mut tables = vec!["src/domain/models.toml".into()];
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
    themes("themes", &out.join("themes"))?;
    fs::write(out.join("keymap.tsv"), keymap("src/keys/keymap.toml")?)?;
    Ok(())
}

/// The version of this machine's C library; nothing where it does not say so.
fn c_library() -> Option<(u32, u32)> {
    let said = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// A line for each command in each table: the table, the command, and its keys.
fn keymap(file: &str) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={file}");
    let tables: BTreeMap<String, BTreeMap<String, Vec<String>>> = toml::from_str(&fs::read_to_string(file)?)?;
    let mut lines = String::new();
    for (table, commands) in &tables {
        for (command, keys) in commands {
            writeln!(lines, "{table}\t{command}\t{}", keys.join("\t"))?;
        }
    }
    Ok(lines)
}

/// For each theme the name of its base, and a line for each look: the layer, the role, and the parts.
fn themes(folder: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={folder}");
    fs::create_dir_all(out)?;
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        println!("cargo::rerun-if-changed={}", file.display());
        let theme: toml::Table = fs::read_to_string(&file)?.parse()?;
        let base = theme.get("base").and_then(toml::Value::as_str);
        let mut lines = base.map(|base| format!("base\t{base}\n")).unwrap_or_default();
        for layer in ["colour", "ansi", "mono"] {
            let looks = match layer {
                "colour" => Some(&theme),
                _ => theme.get(layer).and_then(toml::Value::as_table),
            };
            for (role, look) in looks.into_iter().flatten() {
                if let (Some(look), false) = (look.as_table(), role == "ansi" || role == "mono") {
                    let parts = look.iter().filter_map(|(part, value)| match value {
                        toml::Value::String(text) => Some(format!("\t{part}={text}")),
                        toml::Value::Boolean(true) => Some(format!("\t{part}")),
                        _ => None,
                    });
                    writeln!(lines, "{layer}\t{role}{}", parts.collect::<String>())?;
                }
            }
        }
        let name = file.file_stem().ok_or("a theme without a name")?;
        fs::write(out.join(name).with_added_extension("tsv"), lines)?;
    }
    Ok(())
}
