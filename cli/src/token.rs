//! `wrtd token`: a secret that a server and its clients share.

use std::process::ExitCode;

use anyhow::Result;
use wrtd_remote::Token;

use crate::arguments::TokenArguments;

/// Makes a token in a new file, and says nothing: the file is all there is to tell.
pub(crate) fn make(arguments: &TokenArguments) -> Result<ExitCode> {
    Token::generate()?.write(&arguments.file)?;
    Ok(ExitCode::SUCCESS)
}
