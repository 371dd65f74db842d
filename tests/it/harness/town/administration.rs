//! What the town's administration does: rich menus, and the doctor.

use std::{sync::OnceLock, time::Duration};

use sesshu::{
    cli::{Service, Settings},
    line::{ChannelAccess, Line, LineSettings},
    office::{
        doctor::{self, Found, Patient},
        rich_menu::{Addresses, Change, ChangeError, Changed, Drawn, Folder, Menus},
    },
    storage::{Database, Store},
    vaccination::municipality::Links,
};

use super::{Town, service::OneClock};

impl Town {
    /// Applies the built-in menus.
    pub(crate) async fn shows_the_rich_menu(&self) {
        let drawn = drawn(&self.0.settings.municipality.links);
        self.applies(drawn, &self.service().line).await.unwrap();
    }

    pub(crate) async fn applies(&self, drawn: &Drawn, line: &Line) -> Result<Changed, ChangeError> {
        let (clock, turned) = (self.0.clock.clone(), self.0.clock.clone());
        let pause = move |time: Duration| -> futures_util::future::BoxFuture<'static, ()> {
            turned.set(turned.now() + time);
            Box::pin(std::future::ready(()))
        };
        let change = Change { line, store: self.store(), now: clock.now(), pause: &pause };
        change.apply(drawn).await
    }

    pub(crate) async fn rolls_back(&self, line: &Line) -> Result<Changed, ChangeError> {
        let turned = self.0.clock.clone();
        let pause = move |time: Duration| -> futures_util::future::BoxFuture<'static, ()> {
            turned.set(turned.now() + time);
            Box::pin(std::future::ready(()))
        };
        let now = self.now();
        Change { line, store: self.store(), now, pause: &pause }.roll_back().await
    }

    /// Returns a client that reaches LINE by another URL than the service.
    pub(crate) fn line_by(&self, url: &str) -> Line {
        let config = self.line().simulator().config();
        let channel = &config.channel;
        let settings = LineSettings {
            api: url.parse().unwrap(),
            data: url.parse().unwrap(),
            access: ChannelAccess::Credentials {
                id: channel.id.clone(),
                secret: channel.secret.clone().into(),
            },
            login_channel_id: self.0.settings.line.login_channel_id.clone(),
            login_channel_secret: Some(config.login.secret.clone().into()),
            timeout: Duration::from_secs(20),
        };
        Line::new(settings, std::sync::Arc::new(OneClock(self.0.clock.clone()))).unwrap()
    }

    /// Returns what the doctor examines.
    pub(crate) fn parts(&self) -> Parts {
        Parts {
            service: self.service(),
            settings: self.0.settings.clone(),
            url: self.url(),
            database: Database {
                url: self.0.database.url().into(),
                max_connections: 1,
                slow_query: self.0.settings.database.slow_query,
                mode: self.0.settings.database.mode,
            },
            store: self.store().clone(),
        }
    }

    /// Returns what the doctor finds.
    pub(crate) async fn is_examined(&self) -> Vec<Found> {
        doctor::examine(&self.parts().patient()).await
    }
}

/// The owner of what a [`Patient`] borrows.
pub(crate) struct Parts {
    service: Service,
    settings: Settings,
    url: String,
    database: Database,
    store: Store,
}

impl Parts {
    pub(crate) fn patient(&self) -> Patient<'_> {
        Patient {
            line: &self.service.line,
            clock: self.service.app.clock.as_ref(),
            public_url: &self.url,
            login_channel_id: &self.settings.line.login_channel_id,
            liff_id: &self.settings.line.liff_id,
            friend_url: "https://lin.ee/shiokaze",
            menus: Ok(drawn(&self.settings.municipality.links)),
            mail: self.settings.mail.as_ref(),
            database: &self.database,
            store: Ok(Some(&self.store)),
            programme: &self.settings.programme,
            pushed: &self.settings.pushed,
            limits: self.settings.limits,
        }
    }
}

/// Returns the rich menus, drawn once for all tests.
fn drawn(links: &Links) -> &'static Drawn {
    static DRAWN: OnceLock<Drawn> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let addresses = Addresses(vec![
            ("faq", links.faq.clone()),
            ("information", links.information.clone()),
            ("manual", links.manual.clone()),
            ("my_page", "https://liff.line.me/1000000002-shiokaze/mypage".to_owned()),
            ("phone", "0120000000".to_owned()),
        ]);
        let menus = Menus::read(&Folder::BuiltIn, &addresses).unwrap();
        Drawn::draw(&menus, &Folder::BuiltIn).unwrap()
    })
}
