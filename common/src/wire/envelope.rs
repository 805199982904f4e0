//! A job under the master's signature: verifiable wherever it comes from and however long it lay.

use thiserror::Error;

use super::{CodecError, Envelope, Limits, MAX_MESSAGE, decode, encode};
use crate::{
    crypto::{CryptoError, Signer, SignerKey},
    job::Job,
};

const PURPOSE: &str = "halite job 1";

/// A job that is not to be run.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EnvelopeError {
    /// It is not the master's, or was changed.
    #[error("the job is not signed by the master")]
    Signature(#[source] CryptoError),
    /// It cannot be read.
    #[error("the job cannot be read")]
    Content(#[from] CodecError),
    /// Its time is over.
    #[error("the job expired")]
    Expired,
}

/// Signs a job, once for all its targets.
pub fn sign_job(job: &Job, signer: &Signer) -> Result<Envelope, CodecError> {
    let job = encode(job)?;
    let signature = signer.sign(PURPOSE, &job);
    Ok(Envelope { job, signature })
}

/// Opens an envelope at a time (seconds since 1970) before which it must not have expired.
pub fn open_job(envelope: &Envelope, key: &SignerKey, now: u64) -> Result<Job, EnvelopeError> {
    key.verify(PURPOSE, &envelope.job, &envelope.signature).map_err(EnvelopeError::Signature)?;
    let job: Job = decode(&envelope.job, Limits::known(MAX_MESSAGE))?;
    if job.expires < now { Err(EnvelopeError::Expired) } else { Ok(job) }
}

#[cfg(test)]
mod tests {
    use super::{EnvelopeError, open_job, sign_job};
    use crate::{
        crypto::Signer,
        job::{Call, Job, TargetKind, TargetSpec},
        value::Dict,
    };

    #[test]
    fn a_job_opens_unchanged_in_time_and_under_the_right_key_only() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::load_or_create(&folder.path().join("a")).unwrap();
        let stranger = Signer::load_or_create(&folder.path().join("b")).unwrap();
        let job = Job {
            jid: "20261120093000123456".parse().unwrap(),
            target: TargetSpec { kind: TargetKind::Glob, expression: "*".into(), delimiter: ":".into() },
            calls: vec![Call { function: "test.ping".into(), arguments: Default::default() }],
            user: "root".into(),
            expires: 100,
            nodegroups: Dict::new(),
        };
        let envelope = sign_job(&job, &signer).unwrap();
        assert_eq!(open_job(&envelope, &signer.key(), 100), Ok(job));
        assert_eq!(open_job(&envelope, &signer.key(), 101), Err(EnvelopeError::Expired));
        assert!(matches!(open_job(&envelope, &stranger.key(), 0), Err(EnvelopeError::Signature(_))));
        let mut changed = envelope.clone();
        *changed.job.last_mut().unwrap() ^= 1;
        assert!(matches!(open_job(&changed, &signer.key(), 0), Err(EnvelopeError::Signature(_))));
    }
}
