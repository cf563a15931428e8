//! Why a program does not go on elsewhere, as both targets say it.

use wrtd_core::LandingError;

use super::TargetError;

impl From<LandingError> for TargetError {
    fn from(error: LandingError) -> Self {
        Self::Failed(error.to_string())
    }
}
