#include "sql/pattern.hpp"
#include <gmig/sql/statement.hpp>

#include <utility>

namespace gmig::sql {
namespace {

/// "schema.name" or "name"; a database before them is left out.
void split_name(std::vector<std::string> parts, std::string& schema, std::string& name) {
    if (!parts.empty()) {
        name = std::move(parts.back());
        parts.pop_back();
    }
    if (!parts.empty()) {
        schema = std::move(parts.back());
    }
}

void skip_past(Reader& reader, std::string_view keyword) {
    while (!reader.at_end() && !reader.accept(keyword)) {
        reader.advance();
    }
}

std::vector<ConcurrentIndex> created(Reader reader) {
    skip_past(reader, "CONCURRENTLY");
    ConcurrentIndex index{ConcurrentIndex::Kind::Create, "", "", ""};
    if (reader.accept("IF")) {
        skip_past(reader, "EXISTS");
    }
    if (!reader.accept("ON")) {
        index.name = reader.name();
        reader.accept("ON");
    }
    reader.accept("ONLY");
    split_name(reader.qualified_name(), index.schema, index.table);
    return {index};
}

/// The names of a list.
std::vector<ConcurrentIndex> listed(Reader& reader, ConcurrentIndex::Kind kind) {
    std::vector<ConcurrentIndex> indexes;
    do {
        ConcurrentIndex index{kind, "", "", ""};
        split_name(reader.qualified_name(), index.schema, index.name);
        if (!index.name.empty()) {
            indexes.push_back(std::move(index));
        }
    } while (reader.accept_sign(','));
    return indexes;
}

}  // namespace

std::vector<ConcurrentIndex> concurrent_indexes(std::string_view statement) {
    Reader reader(statement, Dialect::Postgresql);
    if (matches(reader, "CREATE UNIQUE? INDEX CONCURRENTLY")) {
        return created(reader);
    }
    if (matches(reader, "DROP INDEX CONCURRENTLY")) {
        skip_past(reader, "CONCURRENTLY");
        if (reader.accept("IF")) {
            skip_past(reader, "EXISTS");
        }
        return listed(reader, ConcurrentIndex::Kind::Drop);
    }
    const bool option =
        matches(reader, "REINDEX ( ** CONCURRENTLY") && matches(reader, "REINDEX () INDEX");
    if (option || matches(reader, "REINDEX () INDEX CONCURRENTLY")) {
        skip_past(reader, "INDEX");
        reader.accept("CONCURRENTLY");
        return listed(reader, ConcurrentIndex::Kind::Reindex);
    }
    return {};
}

}  // namespace gmig::sql
