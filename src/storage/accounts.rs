//! LINE accounts, found by a keyed hash of the user id.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use secrecy::{ExposeSecret, SecretString};

use super::{
    StorageError, Tx,
    entity::account::{ActiveModel, Column, Entity, Model},
    instant::micros,
    seal::{Lookup, Sealer, Secret, row_key},
    view::{Result, View},
};
use crate::vaccination::ids::AccountId;

/// A LINE account that has written to us or opened our pages.
#[derive(Debug, Clone)]
pub struct Account {
    pub id: AccountId,
    /// The user id at LINE.
    pub user_id: SecretString,
    /// Whether the account is a friend, so that we may send to it. `None` while unknown.
    pub friend: Option<bool>,
    /// When the newest `follow` or `unfollow` that was processed occurred, in microseconds by LINE's
    /// clock.
    friend_known_at: Option<i64>,
    /// LINE's language tag, e.g. `ja`.
    pub language: Option<String>,
}

impl Tx {
    /// Returns the account of a LINE user, and adds it if it is new.
    pub async fn account(&self, user_id: &str, now: DateTime<Utc>) -> Result<AccountId> {
        if let Some(known) = self.find_account(user_id).await? {
            return Ok(known);
        }
        let row = ActiveModel {
            id: NotSet,
            user_hash: Set(self.sealer.hash(Lookup::Account, user_id.as_bytes())),
            // The sealed value is bound to the id, which the database assigns.
            user_sealed: Set(Vec::new()),
            friend: Set(None),
            friend_known_at: Set(None),
            language: Set(None),
            first_seen_at: Set(micros(now)),
        };
        // Of two concurrent inserts only the first adds the row. Both then find it.
        let at_most_once = OnConflict::column(Column::UserHash).do_nothing().to_owned();
        Entity::insert(row)
            .on_conflict(at_most_once)
            .exec_without_returning(&self.connection)
            .await?;
        let added = self.account_by_hash(user_id).await?;
        let added = added.ok_or_else(|| StorageError::corrupt("account", "user_hash", None))?;
        if added.user_sealed.is_empty() {
            let bound = row_key(added.id);
            let sealed = self.sealer.seal_bound(Secret::UserId, user_id.as_bytes(), &bound)?;
            Entity::update_many()
                .col_expr(Column::UserSealed, Expr::val(sealed))
                .filter(Column::Id.eq(added.id))
                .exec(&self.connection)
                .await?;
        }
        Ok(AccountId(added.id))
    }

    /// Records a `follow` (`friend`) or `unfollow` that occurred at a moment by LINE's clock. An
    /// event that is older than one already recorded changes nothing.
    pub async fn set_friend(
        &self,
        id: AccountId,
        friend: bool,
        occurred_at: DateTime<Utc>,
    ) -> Result<()> {
        let occurred_at = micros(occurred_at);
        let is_news = Column::FriendKnownAt.is_null().or(Column::FriendKnownAt.lte(occurred_at));
        Entity::update_many()
            .col_expr(Column::Friend, Expr::val(friend))
            .col_expr(Column::FriendKnownAt, Expr::val(occurred_at))
            .filter(Column::Id.eq(id.0))
            .filter(is_news)
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Records whether LINE returned a profile of the account, which it does for friends only. Such
    /// a query has no time by LINE's clock: it changes nothing if an event was recorded since
    /// `account` was read, and every event to come overrides it.
    pub async fn record_profile_query(&self, account: &Account, is_friend: bool) -> Result<()> {
        let unchanged = match account.friend_known_at {
            Some(known_at) => Column::FriendKnownAt.eq(known_at),
            None => Column::FriendKnownAt.is_null(),
        };
        Entity::update_many()
            .col_expr(Column::Friend, Expr::val(is_friend))
            .filter(Column::Id.eq(account.id.0))
            .filter(unchanged)
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Records the language that the account is set to.
    pub async fn set_language(&self, id: AccountId, language: &str) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::Language, Expr::val(language))
            .filter(Column::Id.eq(id.0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Finds the account of a LINE user.
    ///
    /// # Errors
    ///
    /// [`StorageError::Corrupt`] if the row found by the hash of the user id was sealed for another
    /// user, which means that hashes were moved between rows.
    pub async fn find_account(&self, user_id: &str) -> Result<Option<AccountId>> {
        let Some(row) = self.account_by_hash(user_id).await? else { return Ok(None) };
        let account = Account::try_from((row, &self.sealer))?;
        if account.user_id.expose_secret() != user_id {
            return Err(StorageError::corrupt("account", "user_hash", Some(account.id.0)));
        }
        Ok(Some(account.id))
    }

    async fn account_by_hash(&self, user_id: &str) -> Result<Option<Model>> {
        let hashes = self.sealer.hashes(Lookup::Account, user_id.as_bytes());
        let found = Entity::find().filter(Column::UserHash.is_in(hashes));
        Ok(found.one(&self.connection).await?)
    }

    pub async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        let row = Entity::find_by_id(id.0).one(&self.connection).await?;
        row.map(|row| Account::try_from((row, &self.sealer))).transpose()
    }
}

impl TryFrom<(Model, &Sealer)> for Account {
    type Error = StorageError;

    fn try_from((row, sealer): (Model, &Sealer)) -> Result<Self> {
        Ok(Self {
            id: AccountId(row.id),
            user_id: open_user_id(sealer, row.id, &row.user_sealed)?,
            friend: row.friend,
            friend_known_at: row.friend_known_at,
            language: row.language,
        })
    }
}

/// Opens the user id of an account.
pub(super) fn open_user_id(sealer: &Sealer, account: i64, sealed: &[u8]) -> Result<SecretString> {
    let bound = row_key(account);
    let user_id = sealer.open_bound(Secret::UserId, Some(account), sealed, &bound)?;
    let user_id = String::from_utf8(user_id)
        .map_err(|_| StorageError::corrupt("account", "user_sealed", Some(account)))?;
    Ok(user_id.into())
}
