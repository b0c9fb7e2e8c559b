// Shared by both databases: each of the two modules includes this file and has its own `Db` and `any`. Columns are TEXT,
// 64-bit and bytes; places are `$n`; `ON CONFLICT` and `RETURNING` mean the same to both.

use super::{Db, any};
use crate::db::{Blob, Code, DbError, Deed, DeskRow, Life, PersonRow, Quarantined};
use greenlane_domain::fact::{DeviceId, FactId, FileId, PersonId, Sealed};
use greenlane_sync::audience::{Audience, Region, Scope};
use greenlane_sync::centre::{Desk, Kept, Ledger, Line, Person, Row, Seat, What};
use greenlane_sync::numbers::{Account, Ask, Fate, Lease, Told};
use greenlane_sync::piece::{Piece, Transaction};
use greenlane_sync::wire::{Place, Standing, Why};
use greenlane_sync::witness::{Hash, Step};
use sqlx::query_builder::QueryBuilder;
use sqlx::{Row as _, query};
use std::collections::{BTreeMap, BTreeSet};

type Record = <Db as sqlx::Database>::Row;

/// One transaction.
pub struct Tx {
    pub(super) inner: sqlx::Transaction<'static, Db>,
    /// The centre's clock when it began: milliseconds since 1970.
    pub now: i64,
}

/// Rows that one statement carries at most.
const ROWS: usize = 400;
/// No desk has given out more numbers of a series by itself; a larger one is a mistake that must not use the series up.
const MOST_AFTER: u64 = 10_000_000;
const FED: i64 = 0;
const HELD: i64 = 1;
const APART: i64 = 2;

fn bytes_of(ids: impl IntoIterator<Item = FactId>) -> Vec<Vec<u8>> {
    ids.into_iter().map(|id| id.bytes().to_vec()).collect()
}
fn id_from(bytes: &[u8]) -> Result<FactId, DbError> {
    Ok(FactId::new(bytes.try_into().map_err(|_| DbError::Damaged("a fact id of another length"))?))
}
fn ids_from(bytes: &[u8]) -> Result<Vec<FactId>, DbError> {
    bytes.chunks(32).map(id_from).collect()
}
fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|_| DbError::Damaged("a column of JSON"))
}
fn text<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
fn word<T: serde::Serialize>(value: &T) -> String {
    text(value).trim_matches('"').to_owned()
}
fn unword<T: serde::de::DeserializeOwned>(word: &str) -> Result<T, DbError> {
    json(&format!("\"{word}\""))
}
fn hash_from(bytes: &[u8]) -> Result<Hash, DbError> {
    Ok(Hash(bytes.try_into().map_err(|_| DbError::Damaged("a hash of another length"))?))
}
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn standing_of(row: &Record) -> Result<Standing, DbError> {
    Ok(match row.try_get::<i64, _>("standing")? {
        FED => Standing::Fed,
        HELD => Standing::Held,
        _ => {
            let why: Option<String> = row.try_get("why")?;
            Standing::Quarantined { why: unword(why.as_deref().unwrap_or("unreadable")).unwrap_or(Why::Unreadable) }
        }
    })
}
fn piece_of(row: &Record) -> Result<Piece, DbError> {
    let signature: Vec<u8> = row.try_get("signature")?;
    Ok(Piece {
        sealed: Sealed {
            bytes: row.try_get("bytes")?,
            signature: signature.try_into().map_err(|_| DbError::Damaged("a signature of another length"))?,
        },
        audience: json(row.try_get::<&str, _>("audience")?)?,
        first: id_from(row.try_get("first")?)?,
        count: small(row.try_get("among")?),
    })
}
fn place_of(row: &Record) -> Result<Option<Place>, DbError> {
    let region: Option<String> = row.try_get("region")?;
    let position: Option<i64> = row.try_get("position")?;
    Ok(match (region, position) {
        (Some(region), Some(position)) => {
            let region = Region::parse(&region).map_err(|_| DbError::Damaged("a region"))?;
            Some(Place { region, position: count(position) })
        }
        _ => None,
    })
}
fn desk_of(row: &Record) -> Result<(DeviceId, Desk), DbError> {
    let key: Vec<u8> = row.try_get("key")?;
    let desk = Desk {
        key: key.try_into().map_err(|_| DbError::Damaged("a key of another length"))?,
        scope: json(row.try_get::<&str, _>("scope")?)?,
        reach: json(row.try_get::<&str, _>("reach")?)?,
        revoked: row.try_get::<Option<i64>, _>("revoked_at")?.is_some(),
    };
    Ok((DeviceId::new(row.try_get::<String, _>("device")?), desk))
}
fn step_of(row: &Record) -> Result<Step, DbError> {
    Ok(Step { position: count(row.try_get("position")?), chain: hash_from(row.try_get("chain")?)? })
}
fn lease_of(row: &Record) -> Result<Lease, DbError> {
    Ok(Lease {
        id: row.try_get("id")?,
        series: row.try_get("series")?,
        device: DeviceId::new(row.try_get::<String, _>("device")?),
        epoch: small(row.try_get("epoch")?),
        from: count(row.try_get("first")?),
        to: count(row.try_get("last")?),
    })
}

impl Tx {
    /// Ends the transaction, durably.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.inner.commit().await?)
    }

    async fn all(&mut self, mut builder: QueryBuilder<Db>) -> Result<Vec<Record>, DbError> {
        Ok(builder.build().fetch_all(&mut *self.inner).await?)
    }

    // ---- the centre itself

    /// The centre's life and key; made at the first start.
    pub async fn life(&mut self) -> Result<Option<Life>, DbError> {
        let row = query("SELECT life, secret, strict FROM centre").fetch_optional(&mut *self.inner).await?;
        row.map(|row| {
            let secret: Vec<u8> = row.try_get("secret")?;
            Ok(Life {
                life: row.try_get("life")?,
                secret: secret.try_into().map_err(|_| DbError::Damaged("the centre's key"))?,
                strict: row.try_get::<i64, _>("strict")? != 0,
            })
        })
        .transpose()
    }
    /// Keeps the life and key of a new centre; one that is there already stays.
    pub async fn found(&mut self, life: &Life) -> Result<(), DbError> {
        query("INSERT INTO centre (one, life, secret, strict, opened_at) VALUES (1, $1, $2, $3, $4) ON CONFLICT (one) DO NOTHING")
            .bind(&life.life)
            .bind(life.secret.to_vec())
            .bind(i64::from(life.strict))
            .bind(self.now)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
    /// Opens a new life after a restore from backup, and passes over `skip` numbers of every series: blocks that were
    /// leased after the backup are not leased again.
    pub async fn restored(&mut self, life: &str, skip: u64) -> Result<(), DbError> {
        query("UPDATE centre SET life = $1").bind(life).execute(&mut *self.inner).await?;
        // The series without a name stands for those of which the backup knows nothing yet: new ones begin behind it.
        query("INSERT INTO series (series, last) VALUES ('', 0) ON CONFLICT (series) DO NOTHING")
            .execute(&mut *self.inner)
            .await?;
        query("UPDATE series SET last = last + $1").bind(signed(skip)).execute(&mut *self.inner).await?;
        Ok(())
    }
    /// Whether authors must have accounts here.
    pub async fn set_strict(&mut self, strict: bool) -> Result<(), DbError> {
        query("UPDATE centre SET strict = $1").bind(i64::from(strict)).execute(&mut *self.inner).await?;
        Ok(())
    }
    /// Writes down what an administrator did.
    pub async fn deed(&mut self, who: &str, what: &str) -> Result<(), DbError> {
        query("INSERT INTO deed (at, who, what) VALUES ($1, $2, $3)")
            .bind(self.now)
            .bind(who)
            .bind(what)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
    /// What administrators did, the newest first.
    pub async fn deeds(&mut self, limit: i64) -> Result<Vec<Deed>, DbError> {
        let rows = query("SELECT at, who, what FROM deed ORDER BY at DESC LIMIT $1")
            .bind(limit)
            .fetch_all(&mut *self.inner)
            .await?;
        rows.iter()
            .map(|row| Ok(Deed { at: row.try_get("at")?, who: row.try_get("who")?, what: row.try_get("what")? }))
            .collect()
    }

    // ---- desks

    /// One desk.
    pub async fn desk(&mut self, device: &DeviceId) -> Result<Option<Desk>, DbError> {
        let row = query("SELECT device, key, scope, reach, revoked_at FROM desk WHERE device = $1")
            .bind(device.as_str())
            .fetch_optional(&mut *self.inner)
            .await?;
        Ok(row.as_ref().map(desk_of).transpose()?.map(|(_, desk)| desk))
    }
    /// All desks.
    pub async fn all_desks(&mut self) -> Result<Vec<DeskRow>, DbError> {
        let rows =
            query("SELECT device, key, name, scope, reach, enrolled_at, revoked_at FROM desk ORDER BY enrolled_at")
                .fetch_all(&mut *self.inner)
                .await?;
        rows.iter()
            .map(|row| {
                let (device, desk) = desk_of(row)?;
                Ok(DeskRow { device, name: row.try_get("name")?, enrolled_at: row.try_get("enrolled_at")?, desk })
            })
            .collect()
    }
    /// Keeps a one-time code.
    pub async fn add_code(&mut self, code: &Code) -> Result<(), DbError> {
        query("INSERT INTO code (hash, name, scope, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(code.hash.to_vec())
            .bind(&code.name)
            .bind(text(&code.scope))
            .bind(code.expires_at)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
    /// Uses a one-time code: none when it is wrong, used by another desk, or too old.
    pub async fn use_code(&mut self, hash: &[u8; 32], device: &DeviceId) -> Result<Option<Code>, DbError> {
        let row = query(
            "UPDATE code SET used_by = $2 WHERE hash = $1 AND expires_at > $3 AND (used_by IS NULL OR used_by = $2) \
             RETURNING name, scope, expires_at",
        )
        .bind(hash.to_vec())
        .bind(device.as_str())
        .bind(self.now)
        .fetch_optional(&mut *self.inner)
        .await?;
        row.map(|row| {
            Ok(Code {
                hash: *hash,
                name: row.try_get("name")?,
                scope: json(row.try_get::<&str, _>("scope")?)?,
                expires_at: row.try_get("expires_at")?,
            })
        })
        .transpose()
    }
    /// Enrols a desk. False when the name is another desk's already.
    pub async fn enrol(
        &mut self,
        device: &DeviceId,
        key: &[u8; 32],
        name: &str,
        scope: &Scope,
    ) -> Result<bool, DbError> {
        let row = query(
            "INSERT INTO desk (device, key, name, scope, reach, enrolled_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (device) DO UPDATE SET name = excluded.name WHERE desk.key = excluded.key RETURNING device",
        )
        .bind(device.as_str())
        .bind(key.to_vec())
        .bind(name)
        .bind(text(scope))
        .bind(text(&scope.regions))
        .bind(self.now)
        .fetch_optional(&mut *self.inner)
        .await?;
        Ok(row.is_some())
    }
    /// Gives a desk another scope. False when there is no such desk.
    pub async fn rescope(
        &mut self,
        device: &DeviceId,
        regions: BTreeSet<Region>,
        roles: BTreeSet<String>,
    ) -> Result<bool, DbError> {
        let Some(desk) = self.desk(device).await? else { return Ok(false) };
        let mut reach = desk.reach;
        reach.extend(regions.iter().cloned());
        let scope = Scope { version: desk.scope.version.saturating_add(1), regions, roles };
        query("UPDATE desk SET scope = $2, reach = $3 WHERE device = $1")
            .bind(device.as_str())
            .bind(text(&scope))
            .bind(text(&reach))
            .execute(&mut *self.inner)
            .await?;
        Ok(true)
    }
    /// Revokes a desk. False when there is no such desk.
    pub async fn revoke_desk(&mut self, device: &DeviceId) -> Result<bool, DbError> {
        let done = query("UPDATE desk SET revoked_at = $2 WHERE device = $1")
            .bind(device.as_str())
            .bind(self.now)
            .execute(&mut *self.inner)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    // ---- people

    /// Opens or changes an account.
    pub async fn put_person(&mut self, row: &PersonRow) -> Result<(), DbError> {
        query(
            "INSERT INTO person (person, name, roles, password, offline_days, met_at) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (person) DO UPDATE SET name = excluded.name, roles = excluded.roles, \
             password = COALESCE(excluded.password, person.password), offline_days = excluded.offline_days, \
             met_at = excluded.met_at, revoked_at = NULL",
        )
        .bind(row.person.as_str())
        .bind(&row.name)
        .bind(text(&row.roles))
        .bind(&row.password)
        .bind(row.offline_days)
        .bind(self.now)
        .execute(&mut *self.inner)
        .await?;
        Ok(())
    }
    /// One account.
    pub async fn person(&mut self, person: &PersonId) -> Result<Option<PersonRow>, DbError> {
        let row = query(
            "SELECT person, name, roles, password, offline_days, met_at, revoked_at FROM person WHERE person = $1",
        )
        .bind(person.as_str())
        .fetch_optional(&mut *self.inner)
        .await?;
        row.map(|row| {
            Ok(PersonRow {
                person: PersonId::new(row.try_get::<String, _>("person")?),
                name: row.try_get("name")?,
                roles: json(row.try_get::<&str, _>("roles")?)?,
                password: row.try_get("password")?,
                offline_days: row.try_get("offline_days")?,
                met_at: row.try_get("met_at")?,
                revoked: row.try_get::<Option<i64>, _>("revoked_at")?.is_some(),
            })
        })
        .transpose()
    }
    /// Notes that a person has met the centre: the right to act offline runs anew.
    pub async fn met(&mut self, person: &PersonId) -> Result<(), DbError> {
        query("UPDATE person SET met_at = $2 WHERE person = $1")
            .bind(person.as_str())
            .bind(self.now)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
    /// Revokes a person, with all tokens. False when there is no such account.
    pub async fn revoke_person(&mut self, person: &PersonId) -> Result<bool, DbError> {
        let done = query("UPDATE person SET revoked_at = $2 WHERE person = $1")
            .bind(person.as_str())
            .bind(self.now)
            .execute(&mut *self.inner)
            .await?;
        query("DELETE FROM token WHERE person = $1").bind(person.as_str()).execute(&mut *self.inner).await?;
        Ok(done.rows_affected() > 0)
    }
    /// Keeps a token of a signed-in person in the place of all others of that person and desk, but for the one that asks
    /// for it: should the answer be lost, that one still holds.
    pub async fn add_token(
        &mut self,
        hash: &[u8; 32],
        person: &PersonId,
        device: &DeviceId,
        until: i64,
        asking: Option<&[u8; 32]>,
    ) -> Result<(), DbError> {
        query("DELETE FROM token WHERE expires_at < $1 OR (person = $2 AND device = $3 AND hash <> $4)")
            .bind(self.now)
            .bind(person.as_str())
            .bind(device.as_str())
            .bind(asking.unwrap_or(hash).to_vec())
            .execute(&mut *self.inner)
            .await?;
        query("INSERT INTO token (hash, person, device, expires_at) VALUES ($1, $2, $3, $4)")
            .bind(hash.to_vec())
            .bind(person.as_str())
            .bind(device.as_str())
            .bind(until)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
    /// Whose token it is, if it is in force at this desk.
    pub async fn token(&mut self, hash: &[u8; 32], device: &DeviceId) -> Result<Option<PersonId>, DbError> {
        let row = query("SELECT person FROM token WHERE hash = $1 AND device = $2 AND expires_at > $3")
            .bind(hash.to_vec())
            .bind(device.as_str())
            .bind(self.now)
            .fetch_optional(&mut *self.inner)
            .await?;
        Ok(row.map(|row| row.try_get::<String, _>("person").map(PersonId::new)).transpose()?)
    }

    // ---- quarantine

    /// Facts kept apart, the oldest first.
    pub async fn quarantine(&mut self, limit: i64) -> Result<Vec<Quarantined>, DbError> {
        let rows = query(
            "SELECT id, why, standing, device, file, came_at FROM fact WHERE standing = 2 ORDER BY came_at, id LIMIT $1",
        )
        .bind(limit)
        .fetch_all(&mut *self.inner)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Quarantined {
                    id: id_from(row.try_get("id")?)?,
                    why: row.try_get::<Option<String>, _>("why")?.unwrap_or_default(),
                    device: row.try_get("device")?,
                    file: row.try_get("file")?,
                    came_at: row.try_get("came_at")?,
                })
            })
            .collect()
    }
    /// How many facts are fed, held and kept apart.
    pub async fn counts(&mut self) -> Result<[u64; 3], DbError> {
        let rows =
            query("SELECT standing, COUNT(*) AS many FROM fact GROUP BY standing").fetch_all(&mut *self.inner).await?;
        let mut counts = [0; 3];
        for row in rows {
            let standing = usize::try_from(row.try_get::<i64, _>("standing")?).unwrap_or(2);
            if let Some(place) = counts.get_mut(standing) {
                *place = count(row.try_get("many")?);
            }
        }
        Ok(counts)
    }

    /// Where every feed ends.
    pub async fn all_feeds(&mut self) -> Result<Vec<(Region, u64)>, DbError> {
        let rows = query("SELECT region, position FROM feed").fetch_all(&mut *self.inner).await?;
        rows.iter()
            .map(|row| {
                let region = Region::parse(row.try_get("region")?).map_err(|_| DbError::Damaged("a region"))?;
                Ok((region, count(row.try_get("position")?)))
            })
            .collect()
    }

    // ---- numbers

    /// Leases a block; the same request gets the same block.
    pub async fn lease(&mut self, ask: &Ask) -> Result<Lease, DbError> {
        let known = query("SELECT id, series, device, epoch, first, last FROM lease WHERE id = $1")
            .bind(&ask.id)
            .fetch_optional(&mut *self.inner)
            .await?;
        if let Some(row) = known {
            return lease_of(&row);
        }
        let row = query(
            "INSERT INTO series (series, last) \
             VALUES ($1, $2 + $3 + coalesce((SELECT known.last FROM series known WHERE known.series = ''), 0)) \
             ON CONFLICT (series) DO UPDATE SET \
             last = CASE WHEN series.last < $3 THEN $3 ELSE series.last END + $2 RETURNING last",
        )
        .bind(&ask.series)
        .bind(i64::from(ask.count))
        .bind(signed(ask.after.min(MOST_AFTER)))
        .fetch_one(&mut *self.inner)
        .await?;
        let last: i64 = row.try_get("last")?;
        let row = query(
            "INSERT INTO lease (id, series, device, epoch, first, last, leased_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             RETURNING id, series, device, epoch, first, last",
        )
        .bind(&ask.id)
        .bind(&ask.series)
        .bind(ask.device.as_str())
        .bind(i64::from(ask.epoch))
        .bind(last - i64::from(ask.count) + 1)
        .bind(last)
        .bind(self.now)
        .fetch_one(&mut *self.inner)
        .await?;
        lease_of(&row)
    }
    /// Keeps what a desk reports of its numbers.
    pub async fn account(&mut self, device: &DeviceId, epoch: u32, accounts: &[Account]) -> Result<(), DbError> {
        for account in accounts {
            query(
                "INSERT INTO account (series, device, epoch, first, last, fate, told_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(&account.series)
            .bind(device.as_str())
            .bind(i64::from(epoch))
            .bind(signed(account.from))
            .bind(signed(account.to))
            .bind(word(&account.fate))
            .bind(self.now)
            .execute(&mut *self.inner)
            .await?;
        }
        Ok(())
    }
    /// A series' last number, its leases and what was reported of them.
    pub async fn series(&mut self, series: &str) -> Result<(u64, Vec<Lease>, Vec<Told>), DbError> {
        let last =
            query("SELECT last FROM series WHERE series = $1").bind(series).fetch_optional(&mut *self.inner).await?;
        let last = last.map(|row| row.try_get::<i64, _>("last")).transpose()?.unwrap_or(0);
        let leases = query("SELECT id, series, device, epoch, first, last FROM lease WHERE series = $1 ORDER BY first")
            .bind(series)
            .fetch_all(&mut *self.inner)
            .await?;
        let told = query("SELECT device, epoch, first, last, fate FROM account WHERE series = $1 ORDER BY first")
            .bind(series)
            .fetch_all(&mut *self.inner)
            .await?;
        let told = told.iter().map(|row| {
            let fate: Fate = unword(row.try_get::<&str, _>("fate")?)?;
            let account = Account {
                series: series.to_owned(),
                from: count(row.try_get("first")?),
                to: count(row.try_get("last")?),
                fate,
            };
            let device = DeviceId::new(row.try_get::<String, _>("device")?);
            Ok::<_, DbError>(Told { device, epoch: small(row.try_get("epoch")?), account })
        });
        Ok((count(last), leases.iter().map(lease_of).collect::<Result<_, _>>()?, told.collect::<Result<_, _>>()?))
    }

    // ---- attachments

    /// An attachment that is here whole.
    pub async fn blob(&mut self, hash: &Hash) -> Result<Option<Blob>, DbError> {
        let row = query("SELECT size FROM blob WHERE hash = $1")
            .bind(hash.0.to_vec())
            .fetch_optional(&mut *self.inner)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let files = query("SELECT file FROM blob_file WHERE hash = $1")
            .bind(hash.0.to_vec())
            .fetch_all(&mut *self.inner)
            .await?;
        let files = files.iter().map(|row| Ok(FileId::new(row.try_get::<String, _>("file")?)));
        Ok(Some(Blob { size: count(row.try_get("size")?), files: files.collect::<Result<_, DbError>>()? }))
    }
    /// Notes that an attachment is here whole.
    pub async fn add_blob(&mut self, hash: &Hash, size: u64) -> Result<(), DbError> {
        query("INSERT INTO blob (hash, size, came_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING")
            .bind(hash.0.to_vec())
            .bind(signed(size))
            .bind(self.now)
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }
    /// Notes that an attachment belongs to a file.
    pub async fn add_blob_file(&mut self, hash: &Hash, file: &FileId) -> Result<(), DbError> {
        query("INSERT INTO blob_file (hash, file) VALUES ($1, $2) ON CONFLICT (hash, file) DO NOTHING")
            .bind(hash.0.to_vec())
            .bind(file.as_str())
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    async fn keep_some(&mut self, rows: &[Row], ordinals: &BTreeMap<FactId, i64>) -> Result<(), DbError> {
        let now = self.now;
        let mut builder = QueryBuilder::<Db>::new(
            "INSERT INTO fact (id, bytes, signature, audience, first, among, standing, why, file, device, epoch, seq, \
             ordinal, region, position, came_at) ",
        );
        builder.push_values(rows, |mut values, row| {
            let content = row.fact.as_ref().map(|fact| &fact.content);
            let (standing, why) = match &row.standing {
                Standing::Fed => (FED, None),
                Standing::Held => (HELD, None),
                Standing::Quarantined { why } => (APART, Some(word(why))),
            };
            values
                .push_bind(row.id.bytes().to_vec())
                .push_bind(row.piece.sealed.bytes.clone())
                .push_bind(row.piece.sealed.signature.to_vec())
                .push_bind(text(&row.piece.audience))
                .push_bind(row.piece.first.bytes().to_vec())
                .push_bind(i64::from(row.piece.count))
                .push_bind(standing)
                .push_bind(why)
                .push_bind(content.map(|content| content.file.as_str().to_owned()))
                .push_bind(content.map(|content| content.device.as_str().to_owned()))
                .push_bind(content.map(|content| i64::from(content.epoch)))
                .push_bind(content.map(|content| signed(content.seq)))
                .push_bind(ordinals.get(&row.id).copied())
                .push_bind(row.place.as_ref().map(|place| place.region.as_str().to_owned()))
                .push_bind(row.place.as_ref().map(|place| signed(place.position)))
                .push_bind(now);
        });
        builder.push(
            " ON CONFLICT (id) DO UPDATE SET bytes = excluded.bytes, signature = excluded.signature, \
             audience = excluded.audience, first = excluded.first, among = excluded.among, standing = excluded.standing, \
             why = excluded.why, file = excluded.file, device = excluded.device, epoch = excluded.epoch, \
             seq = excluded.seq, ordinal = excluded.ordinal, region = excluded.region, position = excluded.position \
             WHERE fact.standing <> 0",
        );
        builder.build().execute(&mut *self.inner).await?;
        Ok(())
    }

    /// The place of each fed row among the facts of its file.
    async fn ordinals(&mut self, rows: &[Row]) -> Result<BTreeMap<FactId, i64>, DbError> {
        let fed = rows.iter().filter(|row| row.standing == Standing::Fed);
        let fed: Vec<_> =
            fed.filter_map(|row| Some((row.id, row.fact.as_ref()?.content.file.as_str().to_owned()))).collect();
        let files: Vec<String> =
            fed.iter().map(|(_, file)| file.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let mut last: BTreeMap<String, i64> = BTreeMap::new();
        for files in files.chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new("SELECT file, MAX(ordinal) AS last FROM fact WHERE ");
            any(&mut builder, "file", files.to_vec());
            builder.push(" GROUP BY file");
            for row in self.all(builder).await? {
                last.insert(row.try_get("file")?, row.try_get::<Option<i64>, _>("last")?.unwrap_or(0));
            }
        }
        let mut ordinals = BTreeMap::new();
        for (id, file) in fed {
            let ordinal = last.entry(file).or_default();
            *ordinal += 1;
            ordinals.insert(id, *ordinal);
        }
        Ok(ordinals)
    }
}

impl Ledger for Tx {
    type Error = DbError;

    async fn desks(&mut self, ids: &BTreeSet<DeviceId>) -> Result<BTreeMap<DeviceId, Desk>, DbError> {
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let mut desks = BTreeMap::new();
        for ids in ids.chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new("SELECT device, key, scope, reach, revoked_at FROM desk WHERE ");
            any(&mut builder, "device", ids.to_vec());
            for row in self.all(builder).await? {
                let (device, desk) = desk_of(&row)?;
                desks.insert(device, desk);
            }
        }
        Ok(desks)
    }

    async fn people(&mut self, ids: &BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, Person>, DbError> {
        const DAY_MS: i64 = 86_400_000;
        let ids: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let mut people = BTreeMap::new();
        for ids in ids.chunks(ROWS) {
            let mut builder =
                QueryBuilder::<Db>::new("SELECT person, roles, offline_days, met_at, revoked_at FROM person WHERE ");
            any(&mut builder, "person", ids.to_vec());
            for row in self.all(builder).await? {
                let met: i64 = row.try_get("met_at")?;
                let days: Option<i64> = row.try_get("offline_days")?;
                let person = Person {
                    roles: json(row.try_get::<&str, _>("roles")?)?,
                    revoked: row.try_get::<Option<i64>, _>("revoked_at")?.is_some(),
                    offline_until: days.map(|days| met.saturating_add(days.saturating_mul(DAY_MS))),
                };
                people.insert(PersonId::new(row.try_get::<String, _>("person")?), person);
            }
        }
        Ok(people)
    }

    async fn lock(&mut self, region: &Region) -> Result<Step, DbError> {
        // Writing the row, even unchanged, holds it until the transaction ends: in both databases.
        let row = query(
            "INSERT INTO feed (region, position, chain) VALUES ($1, 0, $2) \
             ON CONFLICT (region) DO UPDATE SET position = feed.position RETURNING position, chain",
        )
        .bind(region.as_str())
        .bind(Step::default().chain.0.to_vec())
        .fetch_one(&mut *self.inner)
        .await?;
        step_of(&row)
    }

    async fn kept(&mut self, ids: &BTreeSet<FactId>) -> Result<BTreeMap<FactId, Kept>, DbError> {
        let mut kept = BTreeMap::new();
        for ids in bytes_of(ids.iter().copied()).chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new(
                "SELECT id, standing, why, file, device, epoch, region, position FROM fact WHERE ",
            );
            any(&mut builder, "id", ids.to_vec());
            for row in self.all(builder).await? {
                let device: Option<String> = row.try_get("device")?;
                let epoch: Option<i64> = row.try_get("epoch")?;
                let one = Kept {
                    standing: standing_of(&row)?,
                    file: row.try_get::<Option<String>, _>("file")?.map(FileId::new),
                    by: device.zip(epoch).map(|(device, epoch)| (DeviceId::new(device), small(epoch))),
                    place: place_of(&row)?,
                };
                kept.insert(id_from(row.try_get("id")?)?, one);
            }
        }
        Ok(kept)
    }

    async fn seats(&mut self, seats: &BTreeSet<Seat>) -> Result<BTreeMap<Seat, FactId>, DbError> {
        // One question a desk and life: the counts of one push lie close together.
        let mut lives: BTreeMap<(&DeviceId, u32), Vec<i64>> = BTreeMap::new();
        for (device, epoch, seq) in seats {
            lives.entry((device, *epoch)).or_default().push(signed(*seq));
        }
        let mut taken = BTreeMap::new();
        for ((device, epoch), seqs) in lives {
            for seqs in seqs.chunks(ROWS) {
                let mut builder = QueryBuilder::<Db>::new("SELECT id, seq FROM fact WHERE device = ");
                builder.push_bind(device.as_str().to_owned()).push(" AND epoch = ").push_bind(i64::from(epoch));
                builder.push(" AND standing <> 2 AND seq >= ").push_bind(seqs.iter().min().copied().unwrap_or(0));
                builder.push(" AND seq <= ").push_bind(seqs.iter().max().copied().unwrap_or(0));
                builder.push(" ORDER BY came_at DESC, id");
                for row in self.all(builder).await? {
                    let seat = (device.clone(), epoch, count(row.try_get("seq")?));
                    if seats.contains(&seat) {
                        taken.insert(seat, id_from(row.try_get("id")?)?);
                    }
                }
            }
        }
        Ok(taken)
    }

    async fn audiences(&mut self, files: &BTreeSet<FileId>) -> Result<BTreeMap<FileId, BTreeSet<Audience>>, DbError> {
        let files: Vec<String> = files.iter().map(|file| file.as_str().to_owned()).collect();
        let mut audiences: BTreeMap<FileId, BTreeSet<Audience>> = BTreeMap::new();
        for files in files.chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new("SELECT file, audience FROM audience WHERE ");
            any(&mut builder, "file", files.to_vec());
            for row in self.all(builder).await? {
                let file = FileId::new(row.try_get::<String, _>("file")?);
                audiences.entry(file).or_default().insert(json(row.try_get::<&str, _>("audience")?)?);
            }
        }
        Ok(audiences)
    }

    async fn file(&mut self, file: &FileId) -> Result<Vec<(FactId, Transaction, usize)>, DbError> {
        let rows = query(
            "SELECT id, device, first, LENGTH(bytes) AS size FROM fact WHERE file = $1 AND standing = 0 ORDER BY ordinal, id",
        )
        .bind(file.as_str())
        .fetch_all(&mut *self.inner)
        .await?;
        rows.iter()
            .map(|row| {
                let of = Transaction {
                    device: DeviceId::new(row.try_get::<String, _>("device")?),
                    first: id_from(row.try_get("first")?)?,
                };
                Ok((id_from(row.try_get("id")?)?, of, super::length(row)?))
            })
            .collect()
    }

    async fn held_for(&mut self, parents: &BTreeSet<FactId>) -> Result<Vec<Piece>, DbError> {
        let mut children = BTreeSet::new();
        for parents in bytes_of(parents.iter().copied()).chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new("SELECT child FROM waits WHERE ");
            any(&mut builder, "parent", parents.to_vec());
            for row in self.all(builder).await? {
                children.insert(id_from(row.try_get("child")?)?);
            }
        }
        let mut pieces = Vec::new();
        for ids in bytes_of(children).chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new(
                "SELECT bytes, signature, audience, first, among FROM fact WHERE standing = 1 AND ",
            );
            any(&mut builder, "id", ids.to_vec());
            for row in self.all(builder).await? {
                pieces.push(piece_of(&row)?);
            }
        }
        Ok(pieces)
    }

    async fn held_with(&mut self, of: &BTreeSet<Transaction>) -> Result<Vec<Piece>, DbError> {
        let mut pieces = Vec::new();
        for transaction in of {
            let rows = query(
                "SELECT bytes, signature, audience, first, among FROM fact \
                 WHERE standing = 1 AND device = $1 AND first = $2 ORDER BY epoch, seq",
            )
            .bind(transaction.device.as_str())
            .bind(transaction.first.bytes().to_vec())
            .fetch_all(&mut *self.inner)
            .await?;
            for row in &rows {
                pieces.push(piece_of(row)?);
            }
        }
        Ok(pieces)
    }

    async fn keep(&mut self, rows: &[Row]) -> Result<(), DbError> {
        let ordinals = self.ordinals(rows).await?;
        for rows in rows.chunks(ROWS) {
            self.keep_some(rows, &ordinals).await?;
        }
        let held = rows.iter().filter(|row| row.standing == Standing::Held);
        let waits: BTreeSet<_> = held
            .filter_map(|row| Some((row.id, row.fact.as_ref()?)))
            .flat_map(|(id, fact)| fact.content.parents.iter().map(move |parent| (*parent, id)))
            .collect();
        let waits: Vec<_> = waits.into_iter().collect();
        for waits in waits.chunks(ROWS) {
            let mut builder = QueryBuilder::<Db>::new("INSERT INTO waits (parent, child) ");
            builder.push_values(waits, |mut values, (parent, child)| {
                values.push_bind(parent.bytes().to_vec()).push_bind(child.bytes().to_vec());
            });
            builder.push(" ON CONFLICT (parent, child) DO NOTHING");
            builder.build().execute(&mut *self.inner).await?;
        }
        Ok(())
    }

    async fn add_audience(&mut self, file: &FileId, audience: &Audience) -> Result<(), DbError> {
        query("INSERT INTO audience (file, audience) VALUES ($1, $2) ON CONFLICT (file, audience) DO NOTHING")
            .bind(file.as_str())
            .bind(text(audience))
            .execute(&mut *self.inner)
            .await?;
        Ok(())
    }

    async fn place(&mut self, places: &[(FactId, Place)]) -> Result<(), DbError> {
        for (id, place) in places {
            query("UPDATE fact SET region = $2, position = $3 WHERE id = $1")
                .bind(id.bytes().to_vec())
                .bind(place.region.as_str())
                .bind(signed(place.position))
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }

    async fn append(&mut self, region: &Region, lines: &[Line]) -> Result<(), DbError> {
        for lines in lines.chunks(ROWS) {
            let mut builder =
                QueryBuilder::<Db>::new("INSERT INTO entry (region, position, chain, size, facts, file, audience) ");
            builder.push_values(lines, |mut values, line| {
                let (facts, file, audience) = match &line.what {
                    What::Facts(ids) => (Some(bytes_of(ids.iter().copied()).concat()), None, None),
                    What::Moved(file, audience) => (None, Some(file.as_str().to_owned()), Some(text(audience))),
                };
                values
                    .push_bind(region.as_str().to_owned())
                    .push_bind(signed(line.step.position))
                    .push_bind(line.step.chain.0.to_vec())
                    .push_bind(i64::try_from(line.size).unwrap_or(i64::MAX))
                    .push_bind(facts)
                    .push_bind(file)
                    .push_bind(audience);
            });
            builder.build().execute(&mut *self.inner).await?;
        }
        if let Some(last) = lines.last() {
            query("UPDATE feed SET position = $2, chain = $3 WHERE region = $1")
                .bind(region.as_str())
                .bind(signed(last.step.position))
                .bind(last.step.chain.0.to_vec())
                .execute(&mut *self.inner)
                .await?;
        }
        Ok(())
    }

    async fn feeds(&mut self, scope: &Scope) -> Result<BTreeMap<Region, Step>, DbError> {
        let mut feeds = BTreeMap::new();
        for region in &scope.regions {
            // `0` is the character after `/`: everything in the region, and nothing that only begins like it.
            let rows =
                query("SELECT region, position, chain FROM feed WHERE region = $1 OR (region > $2 AND region < $3)")
                    .bind(region.as_str())
                    .bind(format!("{region}/"))
                    .bind(format!("{region}0"))
                    .fetch_all(&mut *self.inner)
                    .await?;
            for row in rows {
                let region = Region::parse(row.try_get("region")?).map_err(|_| DbError::Damaged("a region"))?;
                if scope.reaches(&region) {
                    feeds.insert(region, step_of(&row)?);
                }
            }
        }
        Ok(feeds)
    }

    async fn chains(&mut self, region: &Region, at: &[u64]) -> Result<BTreeMap<u64, Hash>, DbError> {
        let mut builder = QueryBuilder::<Db>::new("SELECT position, chain FROM entry WHERE region = ");
        builder.push_bind(region.as_str().to_owned()).push(" AND ");
        any(&mut builder, "position", at.iter().map(|position| signed(*position)).collect());
        let rows = self.all(builder).await?;
        rows.iter().map(|row| step_of(row).map(|step| (step.position, step.chain))).collect()
    }

    async fn lines(&mut self, region: &Region, after: u64, limit: usize) -> Result<Vec<Line>, DbError> {
        let rows = query(
            "SELECT position, chain, size, facts, file, audience FROM entry \
             WHERE region = $1 AND position > $2 ORDER BY position LIMIT $3",
        )
        .bind(region.as_str())
        .bind(signed(after))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.inner)
        .await?;
        rows.iter()
            .map(|row| {
                let facts: Option<Vec<u8>> = row.try_get("facts")?;
                let what = match facts {
                    Some(facts) => What::Facts(ids_from(&facts)?),
                    None => What::Moved(
                        FileId::new(row.try_get::<String, _>("file")?),
                        json(row.try_get::<&str, _>("audience")?)?,
                    ),
                };
                let size = usize::try_from(row.try_get::<i64, _>("size")?).unwrap_or(0);
                Ok(Line { step: step_of(row)?, size, what })
            })
            .collect()
    }

    async fn pieces(&mut self, ids: &BTreeSet<FactId>) -> Result<Vec<Piece>, DbError> {
        let mut pieces = Vec::with_capacity(ids.len());
        for ids in bytes_of(ids.iter().copied()).chunks(ROWS) {
            let mut builder =
                QueryBuilder::<Db>::new("SELECT bytes, signature, audience, first, among FROM fact WHERE ");
            any(&mut builder, "id", ids.to_vec());
            for row in self.all(builder).await? {
                pieces.push(piece_of(&row)?);
            }
        }
        Ok(pieces)
    }
}
