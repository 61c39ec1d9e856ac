//! The password, from where it is kept outside the address: `PGPASSWORD`, or the file that
//! `PGPASSFILE` names, in the form that PostgreSQL's own clients read.

use std::path::Path;

use postgres::Config;
use postgres::config::Host;

use crate::StoreError;

/// Gives the configuration its password, unless the address has one.
///
/// # Errors
/// [`StoreError::Address`] where the file cannot be read, or others may read it.
pub(super) fn given(config: &mut Config) -> Result<(), StoreError> {
    if config.get_password().is_some() {
        return Ok(());
    }
    if let Ok(word) = std::env::var("PGPASSWORD") {
        config.password(word);
    } else if let Some(file) = std::env::var_os("PGPASSFILE")
        && let Some(word) = find(&read(Path::new(&file))?, &wanted(config))
    {
        config.password(word);
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, StoreError> {
    let wrong = |why: String| StoreError::Address { why: format!("PGPASSFILE: {why}") };
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(path).map(|found| std::os::unix::fs::PermissionsExt::mode(&found.permissions()));
        if mode.map_err(|error| wrong(error.to_string()))? & 0o077 != 0 {
            return Err(wrong("chmod 600".to_owned()));
        }
    }
    std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))
}

/// Host, port, database and user, as a line of the file names them; those of the first host.
fn wanted(config: &Config) -> [String; 4] {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(folder)) => folder.display().to_string(),
        None => config.get_hostaddrs().first().map(ToString::to_string).unwrap_or_default(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432).to_string();
    let user = config.get_user().unwrap_or_default();
    [host, port, config.get_dbname().unwrap_or(user).to_owned(), user.to_owned()]
}

/// The password of the first line whose four fields are these, or `*`.
fn find(text: &str, wanted: &[String; 4]) -> Option<String> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).map(fields);
    let mut of_ours = lines.filter(|fields| {
        fields.len() == 5 && fields.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted)
    });
    of_ours.next()?.pop()
}

/// What stands between colons; a backslash takes the next character as it is.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut letters) = (vec![String::new()], line.chars());
    while let Some(letter) = letters.next() {
        let taken = if letter == '\\' { letters.next() } else { Some(letter) };
        match (letter, taken) {
            // The password is the rest of the line.
            (':', _) if fields.len() < 5 => fields.push(String::new()),
            (_, taken) => fields.last_mut().expect("there is one from the beginning").extend(taken),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, address: &str) -> Option<String> {
        find(text, &wanted(&address.parse().unwrap()))
    }

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let text = "# db.example:*:*:*:no\ndb.example:5432:a:u:one\ndb.example:*:*:u:t\\:w\\\\o:2\n/run:*:*:*:sock\n";
        assert_eq!(word(text, "postgres://u@db.example/a").as_deref(), Some("one"));
        assert_eq!(word(text, "postgres://u@db.example:5433/a").as_deref(), Some("t:w\\o:2"));
        assert_eq!(word(text, "postgres://u@%2Frun/a").as_deref(), Some("sock"));
        assert_eq!(word(text, "postgres://v@db.example/a"), None);
        assert_eq!(word(text, "postgres://u@other.example/a"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pass");
        assert!(read(&path).is_err());
        std::fs::write(&path, "*:*:*:*:word").unwrap();
        for (mode, refused) in [(0o644, true), (0o640, true), (0o600, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read(&path).is_err(), refused, "{mode:o}");
        }
    }
}
