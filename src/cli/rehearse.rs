//! `sesshu rehearse`: runs the service as `sesshu serve` does, with a simulator instead of LINE and
//! on a database that is marked for rehearsals.

use super::{
    Failure,
    failure::Misuse,
    print::{Tongue, Words, say},
    serve::{self, Options},
};

const NO_SIMULATOR: Words = (
    "リハーサルには、LINE の代わりをするシミュレータが必要です。設定の line.simulator に書いてください。本番のサービスは sesshu serve で動かします",
    "a rehearsal requires a simulator instead of LINE: set `line.simulator`. To run the real service, \
     use `sesshu serve`",
);
const STARTED: Words = (
    "リハーサルです。本番ではありません。LINE には何も送りません。メールは設定の [mail] のサーバーに送ります。",
    "This is a rehearsal, not the real service. Nothing is sent to LINE; mail is sent to the server in [mail].",
);

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    let settings = options.settings()?;
    if settings.line.simulator.is_none() {
        return Err(Misuse::of(NO_SIMULATOR));
    }
    say(Tongue::of_environment().say(STARTED))?;
    tracing::warn!("started a rehearsal");
    serve::start(&settings, &options).await
}
