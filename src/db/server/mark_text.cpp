// Maintenance as a comment. Compiled into the PostgreSQL module as well.
#include "db/server/mark_text.hpp"

#include "db/json_text.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/json.hpp>

namespace gmig::db::server {
namespace {

std::optional<std::string> text_of(const JsonValue& object, std::string_view key) {
    const JsonValue* value = object.find(key);
    if (value == nullptr || value->type != JsonValue::Type::String) {
        return std::nullopt;
    }
    return value->text;
}

}  // namespace

std::string to_comment(const MaintenanceMark& mark) {
    return std::string(maintenance_opening) +
           JsonObject()
               .text("since", to_iso(mark.maintenance.since))
               .text("by", mark.maintenance.by)
               .text("run_id", mark.maintenance.run_id)
               .text("bound_from", mark.bound_from)
               .text_or_null("read_only_before", mark.read_only_before)
               .text("comment_before", mark.comment_before)
               .str();
}

std::optional<MaintenanceMark> mark_from(std::string_view comment) {
    if (!comment.starts_with(maintenance_opening)) {
        return std::nullopt;
    }
    try {
        const JsonValue object =
            parse_json(comment.substr(maintenance_opening.size()), "comment", {.comments = false});
        const std::optional<Timestamp> since = from_iso(text_of(object, "since").value_or(""));
        if (!since) {
            return std::nullopt;
        }
        return MaintenanceMark{.maintenance = {.since = *since,
                                               .by = text_of(object, "by").value_or(""),
                                               .run_id = text_of(object, "run_id").value_or("")},
                               .bound_from = text_of(object, "bound_from").value_or(""),
                               .read_only_before = text_of(object, "read_only_before"),
                               .comment_before = text_of(object, "comment_before").value_or("")};
    } catch (const Error&) {
        return std::nullopt;  // somebody's own words
    }
}

}  // namespace gmig::db::server
