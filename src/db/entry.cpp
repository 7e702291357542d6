#include <gmig/db/entry.hpp>
#include <gmig/layout/migrations.hpp>
#include <gmig/support/text.hpp>

namespace gmig::db {

void put_file(LedgerEntry& entry, const Migration& migration, Dialect dialect) {
    entry.id = migration.id;
    entry.name = migration.name;
    entry.parents = migration.parents;
    entry.checksum = migration.checksum;
    entry.down_checksum = migration.down_checksum;
    entry.verify_checksum = migration.verify_checksum;
    entry.fingerprint = layout::fingerprint_of(migration, dialect);
    entry.transaction = migration.up.transaction;
}

void put_run(LedgerEntry& entry, const RunIdentity& run, Timestamp at) {
    entry.executed_at = at;
    entry.commit = printable(run.commit);
    entry.branch = printable(run.branch);
    entry.executed_by = printable(run.who);
    entry.gmig_version = run.gmig_version;
    entry.run_id = run.run_id;
}

LedgerEntry entry_of(const Migration& migration, Dialect dialect, const RunIdentity& run,
                     std::int64_t sequence) {
    LedgerEntry entry;
    put_file(entry, migration, dialect);
    put_run(entry, run, run.now);
    entry.sequence = sequence;
    return entry;
}

Texts texts_of(const Migration& migration, Dialect dialect) {
    Texts texts;
    texts.up = layout::canonical_part(migration.up.text, dialect);
    if (migration.down) {
        texts.down = layout::canonical_part(migration.down->text, dialect);
        texts.down_transaction = migration.down->transaction;
    }
    if (migration.verify) {
        texts.verify = layout::canonical_part(migration.verify->text, dialect);
    }
    return texts;
}

}  // namespace gmig::db
