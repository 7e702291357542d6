#include "layout/reading.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

/// The fields of a line and, last, the rest of it.
std::vector<std::string_view> fields_of(std::string_view line, std::size_t count) {
    std::vector<std::string_view> fields;
    while (fields.size() + 1 < count && !line.empty()) {
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        fields.push_back(line.substr(0, end));
        line = trim(line.substr(end));
    }
    if (!line.empty()) {
        fields.push_back(line);
    }
    return fields;
}

bool is_checksum(std::string_view text) {
    constexpr std::size_t length = 2 + 64;
    return text.size() == length && text.starts_with("1:") &&
           text.find_first_not_of("0123456789abcdef", 2) == std::string_view::npos;
}

/// "edit ID OLD NEW reason" or "order ID reason".
std::optional<Override> override_from(std::string_view line) {
    Override override;
    const bool edit = line.starts_with("edit ");
    const std::size_t count = edit ? 5 : 3;
    const auto fields = fields_of(line, count);
    if (fields.size() != count || (!edit && fields[0] != "order") || !is_migration_id(fields[1])) {
        return std::nullopt;
    }
    override.kind = edit ? Override::Kind::Edit : Override::Kind::Order;
    override.id.value = fields[1];
    override.reason = fields.back();
    if (edit) {
        if (!is_checksum(fields[2]) || !is_checksum(fields[3])) {
            return std::nullopt;
        }
        override.from.value = fields[2];
        override.to.value = fields[3];
    }
    return override;
}

bool has_marker(const std::vector<std::string_view>& lines) {
    return std::ranges::any_of(lines, [](std::string_view line) {
        return line.starts_with("<<<<<<<") || line.starts_with("=======") ||
               line.starts_with(">>>>>>>");
    });
}

}  // namespace

void read_head_file(Reading& reading, const FileContent& file) {
    HeadFile head;
    head.path = reading.shown(file.path);
    const std::string text = canonical_newlines(file.bytes);
    const auto lines = split_on(std::string_view(text), '\n');
    // One line has one newline, so two pieces, the second of them empty.
    const bool one_line = lines.size() == 1 || (lines.size() == 2 && lines.back().empty());
    if (has_marker(lines)) {
        head.problem = "conflict markers";
    } else if (trim(text).empty()) {
        head.problem = "no line";
    } else if (!one_line) {
        head.problem = "more than one line";
    } else if (lines.front() == no_head) {
        head.head = std::nullopt;
    } else if (!is_migration_id(lines.front())) {
        head.problem = "no migration's id";
    } else {
        head.head = MigrationId{std::string(lines.front())};
    }
    reading.set.head = std::move(head);
}

void read_overrides(Reading& reading, const FileContent& file) {
    const auto text = reading.load(file);
    if (!text) {
        return;
    }
    for (const std::string_view whole : split_on(*text, '\n')) {
        const std::string_view line = trim(whole);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        const auto offset = static_cast<std::size_t>(whole.data() - text->data());
        auto override = override_from(line);
        if (!override) {
            reading.report(file.path, *text,
                           {offset, "no override: edit ID OLD NEW REASON, or order ID REASON"});
            continue;
        }
        override->where = locate(*text, offset, reading.shown(file.path));
        reading.set.overrides.push_back(std::move(*override));
    }
}

}  // namespace gmig::layout
