//! Where it is measured: a folder of its own, and the databases in it, made when they are first needed.

use std::path::{Path, PathBuf};

use crate::site::{CHEAP, seed};

/// How many accounts a large site has.
pub const MANY: u32 = 1_000_000;
/// So many of them, the first, have a hash that costs little.
pub const CHEAP_ONES: u32 = 10_000;

/// Dropped, all of it is gone.
pub struct Lab {
    folder: PathBuf,
    million: Option<Million>,
    /// The last account that was signed in to: each is signed in to once, as people do.
    last: u64,
}

/// A database with [`MANY`] accounts.
#[derive(Clone)]
pub struct Million {
    pub folder: PathBuf,
    pub database: String,
    /// The bytes that it took when nobody had signed in yet.
    pub bytes: u64,
}

impl Lab {
    /// Below cargo's own folder, which is on a disk: what waits for one is to wait.
    pub fn open() -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("measure-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        Ok(Self { folder, million: None, last: u64::from(CHEAP_ONES) })
    }

    /// A folder in it, and a database there that is not made yet.
    pub fn place(&self, name: &str) -> (PathBuf, String) {
        let folder = self.folder.join(name);
        let database = folder.join("cabinet.db").display().to_string();
        (folder, database)
    }

    pub fn million(&mut self) -> Result<Million, String> {
        if let Some(million) = &self.million {
            return Ok(million.clone());
        }
        let (folder, database) = self.place("million");
        seed(&folder, &database, CHEAP, CHEAP_ONES)?;
        seed(&folder, &database, "", MANY)?;
        let bytes = std::fs::metadata(&database).map_err(|fault| fault.to_string())?.len();
        Ok(self.million.insert(Million { folder, database, bytes }).clone())
    }

    /// So many accounts of the million that nobody has signed in to: the number of the first.
    pub fn fresh_accounts(&mut self, count: u64) -> u64 {
        self.last += count;
        self.last - count + 1
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
