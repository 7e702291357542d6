// Any bytes, as a file in every layout: reading never throws, nothing is lost between the parts and
// the checksums, and a new header changes no checksum.
#include <gmig/layout/migrations.hpp>
#include <gmig/layout/native.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace gmig;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

MigrationId some_id() {
    return {"kxqpzmrwtsvn"};
}

void check_sums(const layout::MigrationSet& set, Dialect dialect) {
    for (const Migration& migration : set.migrations) {
        const std::string canonical = layout::canonical_part(migration.up.text, dialect);
        require(layout::canonical_part(canonical, dialect) == canonical);
        require(migration.checksum == checksum_of_up(migration.up.transaction, canonical));
        require(migration.down.has_value() || !migration.down_checksum.has_value());
        if (migration.down_checksum) {
            require(migration.down_checksum ==
                    checksum_of_part(layout::canonical_part(migration.down->text, dialect)));
        }
    }
    for (const Finding& finding : set.findings) {
        require(!finding.message.empty() && !finding.where.file.empty());
    }
}

void check_new_header(const layout::MigrationSet& set, const std::string& bytes, Dialect dialect) {
    if (set.migrations.empty()) {
        return;
    }
    const FileContent file{"a.sql", layout::with_identity(bytes, some_id(), {}, dialect)};
    const layout::MigrationSet again =
        layout::read_migrations(layout::Kind::Gmig, dialect, {&file, 1}, "db");
    require(again.migrations.size() == 1);
    require(again.migrations.front().id == some_id());
    require(again.migrations.front().checksum == set.migrations.front().checksum);
    require(again.migrations.front().down_checksum == set.migrations.front().down_checksum);
    require(again.migrations.front().verify_checksum == set.migrations.front().verify_checksum);
}

struct Place {
    gmig::layout::Kind layout;
    const char* path;
};

constexpr std::array<Place, 12> places{{
    {layout::Kind::GolangMigrate, "1_a.up.sql"},
    {layout::Kind::Sqlx, "1_a.sql"},
    {layout::Kind::Diesel, "1_a/up.sql"},
    {layout::Kind::Diesel, "1_a/metadata.toml"},
    {layout::Kind::Flyway, "V1__a.sql"},
    {layout::Kind::Flyway, "V1__a.sql.conf"},
    {layout::Kind::Dbmate, "1_a.sql"},
    {layout::Kind::Goose, "1_a.sql"},
    {layout::Kind::NodePgMigrate, "1_a.sql"},
    {layout::Kind::SqlMigrate, "1_a.sql"},
    {layout::Kind::Postgrator, "1.do.a.sql"},
    {layout::Kind::Gmig, "gmig.overrides"},
}};

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(data, data + size);
    for (const Dialect dialect : {Dialect::Sqlite, Dialect::Postgresql}) {
        const FileContent native{"a.sql", bytes};
        const layout::MigrationSet set =
            layout::read_migrations(layout::Kind::Gmig, dialect, {&native, 1}, "db");
        check_sums(set, dialect);
        check_new_header(set, bytes, dialect);
        for (const Place& place : places) {
            const FileContent file{place.path, bytes};
            check_sums(layout::read_migrations(place.layout, dialect, {&file, 1}, "db"), dialect);
        }
    }
    const FileContent head{"gmig.head", bytes};
    const auto tripwire =
        layout::read_migrations(layout::Kind::Gmig, Dialect::Sqlite, {&head, 1}, "db").head;
    require(tripwire && tripwire->head.has_value() == tripwire->problem.empty());
    return 0;
}
