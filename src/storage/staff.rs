//! Members of staff. Their names, rights and token digests are sealed as one value, so that writing
//! to the database without a key is not enough to create a member.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    StorageError, Tx,
    entity::{
        history,
        staff::{ActiveModel, Column, Entity, Model},
        staff_act,
    },
    error::readable,
    instant::{micros, moment},
    seal::{Sealer, Secret},
    view::{Result, View},
};
use crate::vaccination::{ids::StaffId, staff::StaffName, staff_act::Right};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    pub id: StaffId,
    pub name: StaffName,
    pub rights: Vec<Right>,
    pub added_at: DateTime<Utc>,
    /// From this moment on the person is no longer a member.
    pub removed_at: Option<DateTime<Utc>>,
    token_digest: Vec<u8>,
}

/// A member before it is sealed and after it is opened.
#[derive(Serialize, Deserialize)]
struct Words<'a> {
    name: Cow<'a, str>,
    rights: Vec<Cow<'a, str>>,
    token_digest: Cow<'a, [u8]>,
}

impl StaffMember {
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

impl Tx {
    /// Registers a member who authenticates with this token from now on.
    pub async fn add_staff(
        &self,
        name: &StaffName,
        rights: &[Right],
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let row = ActiveModel {
            id: NotSet,
            member_sealed: Set(sealed(&self.sealer, name, rights, &digest(token))?),
            added_at: Set(micros(now)),
            removed_at: Set(None),
        };
        Entity::insert(row).exec_without_returning(&self.connection).await?;
        Ok(())
    }

    /// Replaces the rights of a member.
    pub async fn allow_staff(&self, member: &StaffMember, rights: &[Right]) -> Result<()> {
        let member_sealed = sealed(&self.sealer, &member.name, rights, &member.token_digest)?;
        self.put_staff(member.id, member_sealed).await
    }

    /// Replaces the token of a member. The previous one is no longer valid.
    pub async fn renew_staff(&self, member: &StaffMember, token: &str) -> Result<()> {
        let member_sealed = sealed(&self.sealer, &member.name, &member.rights, &digest(token))?;
        self.put_staff(member.id, member_sealed).await
    }

    /// Removes a member. Their rights and the digest of their token are erased, so that clearing
    /// the time of the removal, which has no seal, does not put them back.
    pub async fn remove_staff(&self, member: &StaffMember, now: DateTime<Utc>) -> Result<()> {
        let member_sealed = sealed(&self.sealer, &member.name, &[], &[])?;
        Entity::update_many()
            .col_expr(Column::MemberSealed, Expr::val(member_sealed))
            .col_expr(Column::RemovedAt, Expr::val(micros(now)))
            .filter(Column::Id.eq(member.id.0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }

    /// Locks a member until the transaction ends, so that what is counted for them is counted once. On
    /// SQLite a transaction is alone anyway.
    pub async fn hold_staff(&self, id: StaffId) -> Result<()> {
        Entity::find_by_id(id.0)
            .select_only()
            .column(Column::Id)
            .lock(LockType::NoKeyUpdate)
            .into_tuple::<i64>()
            .one(&self.connection)
            .await?;
        Ok(())
    }

    async fn put_staff(&self, id: StaffId, member_sealed: Vec<u8>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::MemberSealed, Expr::val(member_sealed))
            .filter(Column::Id.eq(id.0))
            .exec(&self.connection)
            .await?;
        Ok(())
    }
}

impl<C: ConnectionTrait> View<C> {
    /// Returns whether any member of staff is registered, readable or not. A row that cannot be
    /// read must not let anyone register as the first member.
    pub async fn has_staff(&self) -> Result<bool> {
        let member = Entity::find().filter(Column::RemovedAt.is_null());
        Ok(member.one(&self.connection).await?.is_some())
    }

    /// Reads the members of staff in the order in which they were added. A member whose row cannot
    /// be read is left out, so that the others can go on.
    pub async fn staff(&self) -> Result<Vec<StaffMember>> {
        let rows = Entity::find()
            .filter(Column::RemovedAt.is_null())
            .order_by_asc(Column::Id)
            .all(&self.connection)
            .await?;
        readable(rows.into_iter().map(|row| StaffMember::try_from((row, &self.sealer))))
    }

    /// Returns whether there may ever have been a member of staff: one is or was registered, or has
    /// signed something, or the history is not as it was sealed, so that signatures may have been
    /// removed from it. True even if the rows of the members were deleted.
    pub async fn staff_has_acted(&self) -> Result<bool> {
        let member = Entity::find().one(&self.connection).await?;
        let act = staff_act::Entity::find()
            .filter(staff_act::Column::NameSealed.is_not_null())
            .one(&self.connection)
            .await?;
        let entry = history::Entity::find()
            .filter(history::Column::SignatureSealed.is_not_null())
            .one(&self.connection)
            .await?;
        if member.is_some() || act.is_some() || entry.is_some() {
            return Ok(true);
        }
        Ok(self.verify_chain().await?.is_broken())
    }

    /// Finds the member with a token. Opens all members, of whom there are some dozens.
    pub async fn staff_by_token(&self, token: &str) -> Result<Option<StaffMember>> {
        let digest = digest(token);
        Ok(self.staff().await?.into_iter().find(|member| member.token_digest == digest))
    }
}

impl TryFrom<(Model, &Sealer)> for StaffMember {
    type Error = StorageError;

    fn try_from((row, sealer): (Model, &Sealer)) -> Result<Self> {
        let corrupt = || StorageError::corrupt("staff", "member_sealed", Some(row.id));
        let at = |at, column| moment(at, "staff", column, Some(row.id));
        let plain = sealer.open(Secret::StaffMember, Some(row.id), &row.member_sealed)?;
        let words: Words<'_> = serde_json::from_slice(&plain).map_err(|_| corrupt())?;
        let rights = words.rights.iter().map(|word| Right::parse(word));
        Ok(Self {
            id: StaffId(row.id),
            name: StaffName::parse(&words.name).map_err(|_| corrupt())?,
            rights: rights.collect::<std::result::Result<_, _>>().map_err(|_| corrupt())?,
            added_at: at(row.added_at, "added_at")?,
            removed_at: row.removed_at.map(|it| at(it, "removed_at")).transpose()?,
            token_digest: words.token_digest.into_owned(),
        })
    }
}

fn sealed(
    sealer: &Sealer,
    name: &StaffName,
    rights: &[Right],
    token_digest: &[u8],
) -> Result<Vec<u8>> {
    let words = Words {
        name: name.as_str().into(),
        rights: rights.iter().map(|right| right.as_str().into()).collect(),
        token_digest: token_digest.into(),
    };
    let plain = serde_json::to_vec(&words).expect("texts can be serialized as JSON");
    sealer.seal(Secret::StaffMember, &plain)
}

/// Hashes a token of 256 random bits. The digest does not reveal it and is sealed as well.
fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
