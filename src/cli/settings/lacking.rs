//! The errors for missing secrets, with where to get them.

use crate::cli::print::Words;

pub(super) const SECRET: Words = (
    "チャネルシークレットがありません。SESSHU_LINE_CHANNEL_SECRETS に、LINE Developers コンソールの \
     Messaging API チャネルの「チャネル基本設定」にある値を設定してください",
    "no channel secret: set SESSHU_LINE_CHANNEL_SECRETS (LINE Developers Console, Messaging API \
     channel, Basic settings)",
);

pub(super) const ASSERTION_KEY: Words = (
    "アサーション署名キーがありません。SESSHU_LINE_ASSERTION_KEY に、LINE Developers コンソールに\
     公開鍵を登録した秘密鍵（JWK）を設定してください",
    "no assertion key: set SESSHU_LINE_ASSERTION_KEY to the private key (JWK) whose public half is \
     registered in the LINE Developers Console",
);

pub(super) const ASSERTION_KID: Words = (
    "line.token = \"v2.1\" には line.assertion_kid が要ります。公開鍵を登録すると、コンソールに表示\
     されます",
    "line.token = \"v2.1\" needs line.assertion_kid, which the console shows for the registered key",
);

pub(super) const TOKEN: Words = (
    "チャネルアクセストークンがありません。SESSHU_LINE_CHANNEL_TOKEN に、LINE Developers コンソール\
     の Messaging API チャネルで発行した値を設定してください",
    "no channel access token: set SESSHU_LINE_CHANNEL_TOKEN (LINE Developers Console, Messaging API \
     channel)",
);

pub(super) const SEALING_KEY: Words = (
    "暗号鍵がありません。SESSHU_SEALING_KEYS を 1:$(openssl rand -base64 32) に設定し、大切に保管して\
     ください。なくすとデータを読めません",
    "no sealing key: set SESSHU_SEALING_KEYS to 1:$(openssl rand -base64 32) and keep it safe; \
     without it the data cannot be read",
);
