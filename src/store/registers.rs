//! Prompts that a person keeps under letters: one file in the state directory, readable by nobody else.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{Store, StoreError, kept_file};
use crate::domain::Places;

#[derive(Serialize, Deserialize)]
struct RegistersFile {
    v: u8,
    registers: BTreeMap<char, String>,
}

fn path(places: &Places) -> PathBuf {
    places.state.join("registers.json")
}

impl Store {
    /// What each register holds, `a` to `z`. A file that cannot be understood is an error, so that it is not written over.
    pub fn registers(&self) -> Result<BTreeMap<char, String>, StoreError> {
        let path = path(self.places());
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(StoreError::disk("read", path)(error)),
        };
        let file: RegistersFile = serde_json::from_slice(&bytes).map_err(|error| StoreError::Damaged {
            path,
            reason: error.to_string(),
        })?;
        Ok(file.registers)
    }

    /// Keeps a text in a register, in the place of what was there or, where it `adds`, on a line of its own behind it; gives
    /// back what all of them hold then.
    pub fn keep_in_register(&self, name: char, text: &str, adds: bool) -> Result<BTreeMap<char, String>, StoreError> {
        let mut registers = self.registers()?;
        let before = registers.remove(&name).filter(|_| adds);
        let whole = before.map_or_else(|| text.to_owned(), |before| format!("{before}\n{text}"));
        registers.insert(name, whole);
        let file = RegistersFile { v: 1, registers };
        kept_file::write_json(&path(self.places()), &file)?;
        Ok(file.registers)
    }
}
