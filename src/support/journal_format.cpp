#include "support/journal_format.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>

#include <fmt/core.h>

#include <charconv>

namespace gmig {
namespace {

constexpr std::string_view first_line = "gmig journal 1\n";
constexpr std::string_view checksum_word = "sha256 ";
constexpr std::size_t checksum_line = checksum_word.size() + 64 + 1;

void write_field(std::string& text, std::string_view name,
                 const std::optional<std::string>& bytes) {
    if (bytes) {
        text += fmt::format("{} {}\n{}\n", name, bytes->size(), *bytes);
    } else {
        text += fmt::format("{} none\n", name);
    }
}

Error unreadable() {
    return Error(
               Error::Kind::Recover,
               "the journal of an unfinished operation is of a format that this gmig does not know")
        .state("nothing has changed")
        .next("gmig recover, with the gmig that wrote it");
}

/// Takes a journal apart whose checksum is right: whatever does not fit is another format.
class Fields {
public:
    explicit Fields(std::string_view text) : rest_(text) {}

    std::size_t number(std::string_view name) {
        const std::string_view digits = line(name);
        std::size_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error != std::errc() || end != digits.data() + digits.size()) {
            throw unreadable();
        }
        return value;
    }

    std::uint32_t mode() {
        constexpr std::size_t permission_bits = 0777;
        const std::size_t value = number("mode");
        if (value > permission_bits) {
            throw unreadable();
        }
        return static_cast<std::uint32_t>(value);
    }

    std::optional<std::string> bytes_if_any(std::string_view name) {
        constexpr std::string_view none = " none\n";
        if (rest_.substr(0, name.size()) == name &&
            rest_.substr(name.size(), none.size()) == none) {
            rest_.remove_prefix(name.size() + none.size());
            return std::nullopt;
        }
        return bytes(name);
    }

    std::string bytes(std::string_view name) {
        const std::size_t length = number(name);
        if (length >= rest_.size() || rest_[length] != '\n') {
            throw unreadable();
        }
        std::string value(rest_.substr(0, length));
        rest_.remove_prefix(length + 1);
        return value;
    }

    void expect_end() const {
        if (!rest_.empty()) {
            throw unreadable();
        }
    }

private:
    /// What follows "name " on the next line.
    std::string_view line(std::string_view name) {
        const std::size_t end = rest_.find('\n');
        const std::string_view text = rest_.substr(0, end);
        if (end == std::string_view::npos || text.size() <= name.size() ||
            text.substr(0, name.size()) != name || text[name.size()] != ' ') {
            throw unreadable();
        }
        rest_.remove_prefix(end + 1);
        return text.substr(name.size() + 1);
    }

    std::string_view rest_;
};

bool is_whole(std::string_view bytes) {
    if (bytes.size() < checksum_line) {
        return false;
    }
    const std::string_view text = bytes.substr(0, bytes.size() - checksum_line);
    return bytes.substr(text.size()) == fmt::format("{}{}\n", checksum_word, sha256_hex(text));
}

}  // namespace

std::string write_journal(const Unfinished& operation) {
    std::string text(first_line);
    write_field(text, "operation", operation.operation);
    text += fmt::format("changes {}\n", operation.changes.size());
    for (const FileChange& change : operation.changes) {
        write_field(text, "path", change.path.native());
        write_field(text, "before", change.before);
        write_field(text, "after", change.after);
        text += fmt::format("mode {}\n", change.mode);
    }
    return text + fmt::format("{}{}\n", checksum_word, sha256_hex(text));
}

std::optional<Unfinished> read_journal(std::string_view bytes) {
    if (!is_whole(bytes)) {
        return std::nullopt;
    }
    bytes.remove_suffix(checksum_line);
    if (bytes.substr(0, first_line.size()) != first_line) {
        throw unreadable();
    }
    Fields fields(bytes.substr(first_line.size()));
    Unfinished operation;
    operation.operation = fields.bytes("operation");
    const std::size_t count = fields.number("changes");
    for (std::size_t i = 0; i < count; ++i) {
        FileChange change;
        change.path = fields.bytes("path");
        change.before = fields.bytes_if_any("before");
        change.after = fields.bytes_if_any("after");
        change.mode = fields.mode();
        operation.changes.push_back(std::move(change));
    }
    fields.expect_end();
    return operation;
}

}  // namespace gmig
