// The marker row, and where the database comes from.
#include "db/ledger_row.hpp"
#include <gmig/db/ledger.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::db {
namespace {

EnvironmentKind kind_from(const Value& word) {
    const std::optional<EnvironmentKind> kind = environment_kind_from(word.value_or(""));
    if (!kind) {
        throw Error(Error::Kind::History,
                    "the marker in this database names no kind of environment: " +
                        printable(word.value_or("")))
            .state("nothing has been done")
            .next("gmig env adopt");
    }
    return *kind;
}

Marker marker_from(const Row& row) {
    enum Column : std::uint8_t { Project, Name, Kind, Identity, Place, Lineage };
    Marker marker;
    marker.project = row.at(Project).value_or("");
    marker.name = row.at(Name).value_or("");
    marker.kind = kind_from(row.at(Kind));
    marker.identity = row.at(Identity).value_or("");
    marker.place = row.at(Place).value_or("");
    const auto lineage = [&](std::size_t column) { return row.at(Lineage + column).value_or(""); };
    if (const std::string origin = row.size() > Lineage ? lineage(0) : ""; !origin.empty()) {
        marker.origin = Origin{.identity = origin,
                               .name = lineage(1),
                               .at = {std::stoll("0" + lineage(2))},
                               .content = lineage(3)};
    }
    if (const std::string place = row.size() > Lineage ? lineage(4) : ""; !place.empty()) {
        marker.becomes = Becoming{.place = place,
                                  .name = lineage(5),
                                  .kind = kind_from(lineage(6)),
                                  .identity = lineage(7)};
    }
    return marker;
}

}  // namespace

std::string place_of(const Target& target) {
    return target.dialect == Dialect::Sqlite ? target.location : target.database;
}

std::string stamped_place(const Target& target) {
    return target.dialect == Dialect::Sqlite ? target.location : "";
}

Marker Marker::at(const std::string& where) const {
    Marker marker = *this;
    if (becomes && becomes->place == where) {
        marker.name = becomes->name;
        marker.kind = becomes->kind;
        marker.identity = becomes->identity;
        marker.becomes.reset();
    }
    return marker;
}

std::vector<Marker> Ledger::markers() {
    if (!driver_.has_table("gmig_environment")) {
        return {};
    }
    std::string columns = "e.project, e.name, e.kind, e.identity, e.place";
    std::string tables = "gmig_environment e";
    if (driver_.has_table("gmig_lineage")) {
        columns +=
            ", l.origin, l.origin_name, l.origin_at, l.origin_content, l.becomes_place, "
            "l.becomes_name, l.becomes_kind, l.becomes_identity";
        tables += " LEFT JOIN gmig_lineage l ON l.project = e.project";
    }
    std::vector<Marker> markers;
    for (const Row& row : read_ledger(
             driver_, {"SELECT " + columns + " FROM " + tables + " ORDER BY e.project", {}})) {
        markers.push_back(marker_from(row));
    }
    return markers;
}

std::optional<Marker> Ledger::marker() {
    for (Marker& marker : markers()) {
        if (marker.project == project_) {
            return std::move(marker);
        }
    }
    return std::nullopt;
}

std::vector<Query> Ledger::stamp(const Marker& marker) {
    std::vector<Query> queries{
        {"DELETE FROM gmig_environment WHERE project = $1", {marker.project}},
        {"DELETE FROM gmig_lineage WHERE project = $1", {marker.project}},
        {"INSERT INTO gmig_environment (project, name, kind, identity, place) VALUES ($1, $2, "
         "$3, $4, $5)",
         {marker.project, marker.name, std::string(to_string(marker.kind)), marker.identity,
          marker.place}}};
    if (!marker.origin && !marker.becomes) {
        return queries;
    }
    const Origin origin = marker.origin.value_or(Origin{});
    const Becoming becomes = marker.becomes.value_or(Becoming{});
    queries.push_back(
        {"INSERT INTO gmig_lineage (project, origin, origin_name, origin_at, origin_content, "
         "becomes_place, becomes_name, becomes_kind, becomes_identity) VALUES ($1, $2, $3, $4, $5, "
         "$6, $7, $8, $9)",
         {marker.project, origin.identity, origin.name, std::to_string(origin.at.microseconds),
          origin.content, becomes.place, becomes.name,
          marker.becomes ? std::string(to_string(becomes.kind)) : "", becomes.identity}});
    return queries;
}

}  // namespace gmig::db
