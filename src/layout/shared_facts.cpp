#include <gmig/layout/shared_facts.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace gmig::layout {
namespace {

constexpr std::string_view fact_begin = "gmig fact 1\n";
constexpr std::string_view any_fact_begin = "gmig fact ";
constexpr std::string_view tree_of_version = "v1/";
constexpr std::string_view about_environment = "environment";
constexpr std::size_t longest_value = 4'096;

bool is_lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    });
}

bool is_digest(std::string_view text) {
    constexpr std::size_t length = 64;
    return text.size() == length && is_lower_hex(text);
}

bool is_sum(std::string_view text) {
    const std::size_t colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && colon < 3 &&
           std::ranges::all_of(text.substr(0, colon),
                               [](char letter) { return letter >= '0' && letter <= '9'; }) &&
           is_digest(text.substr(colon + 1));
}

bool is_uuid(std::string_view text) {
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (text.size() != form.size()) {
        return false;
    }
    for (std::size_t at = 0; at < form.size(); ++at) {
        if (form[at] == '-' ? text[at] != '-' : !is_lower_hex(text.substr(at, 1))) {
            return false;
        }
    }
    return true;
}

/// As of projects and environments in gmig.json.
bool is_plain_name(std::string_view text) {
    constexpr std::size_t longest = 63;
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '_' || letter == '-';
    });
}

void append_hex(std::string& out, char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    out += "\\x";
    out += digits[value >> 4U];
    out += digits[value & 0xFU];
}

std::string escaped(std::string_view value) {
    std::string out;
    while (!value.empty()) {
        const std::size_t valid = find_invalid_utf8(value).value_or(value.size());
        for (const char byte : value.substr(0, valid)) {
            if ((byte >= 0 && byte < ' ') || byte == '\x7F' || byte == '\\') {
                append_hex(out, byte);
            } else {
                out += byte;
            }
        }
        value.remove_prefix(valid);
        if (!value.empty()) {
            append_hex(out, value.front());
            value.remove_prefix(1);
        }
    }
    return out;
}

/// Nothing where it is not as escaped() writes it.
std::optional<std::string> unescaped(std::string_view written) {
    const auto is_plain = [](char byte) { return byte >= ' ' && byte < '\x7F' && byte != '\\'; };
    if (std::ranges::all_of(written, is_plain)) {
        return std::string(written);
    }
    std::string out;
    for (std::size_t at = 0; at < written.size(); ++at) {
        if (written[at] != '\\') {
            out += written[at];
            continue;
        }
        unsigned value = 0;
        const std::string_view digits = written.substr(std::min(at + 2, written.size()), 2);
        if (digits.size() != 2 || written[at + 1] != 'x' || !is_lower_hex(digits)) {
            return std::nullopt;
        }
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        out += static_cast<char>(value);
        at += 3;
    }
    return escaped(out) == written ? std::optional(std::move(out)) : std::nullopt;
}

template <typename Values, typename Text>
std::string words_of(const Values& values, const Text& text_of) {
    std::string words;
    for (const auto& value : values) {
        words += (words.empty() ? "" : " ") + text_of(value);
    }
    return words;
}

bool read_checksum(std::optional<Checksum>& sum, const std::string& text) {
    sum = Checksum{text};
    return is_sum(text);
}

bool read_text(std::string& field, const std::string& text) {
    field = text;
    return text.size() <= longest_value;
}

bool read_parents(SharedFact& fact, const std::string& text) {
    for (const std::string_view word : split_on(text, ' ')) {
        fact.parents.push_back({std::string(word)});
    }
    return std::ranges::all_of(
        fact.parents, [](const MigrationId& parent) { return is_migration_id(parent.value); });
}

bool read_previous(SharedFact& fact, const std::string& text) {
    for (const std::string_view word : split_on(text, ' ')) {
        fact.previous.emplace_back(word);
    }
    return std::ranges::all_of(fact.previous, is_digest) && std::ranges::is_sorted(fact.previous);
}

bool read_sequence(SharedFact& fact, const std::string& text) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, fact.sequence);
    return error == std::errc() && stop == end && fact.sequence > 0 &&
           std::to_string(fact.sequence) == text;
}

/// One key. What write gives "" for has no line.
struct Field {
    std::string_view key;
    std::string (*write)(const SharedFact& fact);
    bool (*read)(SharedFact& fact, const std::string& text);
};

std::string text_of(const std::optional<Checksum>& sum) {
    return sum ? sum->value : "";
}

/// By key.
constexpr std::array fields{
    Field{"at", [](const SharedFact& fact) { return to_iso(fact.at); },
          [](SharedFact& fact, const std::string& text) {
              const auto time = from_iso(text);
              fact.at = time.value_or(Timestamp{});
              return time && to_iso(*time) == text;
          }},
    Field{"branch", [](const SharedFact& fact) { return fact.branch; },
          [](SharedFact& fact, const std::string& text) { return read_text(fact.branch, text); }},
    Field{"by", [](const SharedFact& fact) { return fact.by; },
          [](SharedFact& fact, const std::string& text) { return read_text(fact.by, text); }},
    Field{"commit", [](const SharedFact& fact) { return fact.commit; },
          [](SharedFact& fact, const std::string& text) { return read_text(fact.commit, text); }},
    Field{"down", [](const SharedFact& fact) { return text_of(fact.down_checksum); },
          [](SharedFact& fact, const std::string& text) {
              return read_checksum(fact.down_checksum, text);
          }},
    Field{"environment", [](const SharedFact& fact) { return fact.environment; },
          [](SharedFact& fact, const std::string& text) {
              fact.environment = text;
              return is_plain_name(text);
          }},
    Field{"event", [](const SharedFact& fact) { return std::string(to_string(fact.event)); },
          [](SharedFact& fact, const std::string& text) {
              const auto event = fact_event_from(text);
              fact.event = event.value_or(FactEvent::Executed);
              return event.has_value();
          }},
    Field{"fingerprint", [](const SharedFact& fact) { return fact.fingerprint.value; },
          [](SharedFact& fact, const std::string& text) {
              fact.fingerprint.value = text;
              return is_digest(text);
          }},
    Field{"gmig", [](const SharedFact& fact) { return fact.gmig_version; },
          [](SharedFact& fact, const std::string& text) {
              return read_text(fact.gmig_version, text);
          }},
    Field{"id", [](const SharedFact& fact) { return fact.id.value; },
          [](SharedFact& fact, const std::string& text) {
              fact.id.value = text;
              return is_migration_id(text);
          }},
    Field{"identity", [](const SharedFact& fact) { return fact.identity; },
          [](SharedFact& fact, const std::string& text) {
              fact.identity = text;
              return is_uuid(text);
          }},
    Field{"kind", [](const SharedFact& fact) { return std::string(to_string(fact.kind)); },
          [](SharedFact& fact, const std::string& text) {
              const auto kind = environment_kind_from(text);
              fact.kind = kind.value_or(EnvironmentKind::Production);
              return kind.has_value();
          }},
    Field{"name", [](const SharedFact& fact) { return fact.name; },
          [](SharedFact& fact, const std::string& text) { return read_text(fact.name, text); }},
    Field{"parents",
          [](const SharedFact& fact) {
              return words_of(fact.parents, [](const MigrationId& id) { return id.value; });
          },
          read_parents},
    Field{"previous",
          [](const SharedFact& fact) {
              return words_of(fact.previous, [](const std::string& digest) { return digest; });
          },
          read_previous},
    Field{"project", [](const SharedFact& fact) { return fact.project; },
          [](SharedFact& fact, const std::string& text) {
              fact.project = text;
              return is_plain_name(text);
          }},
    Field{"run", [](const SharedFact& fact) { return fact.run_id; },
          [](SharedFact& fact, const std::string& text) { return read_text(fact.run_id, text); }},
    Field{"sequence",
          [](const SharedFact& fact) {
              return fact.sequence > 0 ? std::to_string(fact.sequence) : std::string();
          },
          read_sequence},
    Field{"up", [](const SharedFact& fact) { return fact.checksum.value; },
          [](SharedFact& fact, const std::string& text) {
              fact.checksum.value = text;
              return is_sum(text);
          }},
    Field{"verify", [](const SharedFact& fact) { return text_of(fact.verify_checksum); },
          [](SharedFact& fact, const std::string& text) {
              return read_checksum(fact.verify_checksum, text);
          }},
};

bool is_key(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || letter == '-';
    });
}

/// One "key: value"; what is wrong with it, or "".
std::string read_line(std::string_view line, std::string_view before, SharedFact& fact) {
    const std::size_t colon = line.find(": ");
    const std::string_view key = line.substr(0, colon);
    if (colon == std::string_view::npos || !is_key(key) || line.size() == colon + 2) {
        return "a line that is no \"key: value\"";
    }
    if (key <= before) {
        return "keys that are not in their order";
    }
    const auto value = unescaped(line.substr(colon + 2));
    const auto* const field = std::ranges::find(fields, key, &Field::key);
    if (!value || (field != fields.end() && !field->read(fact, *value))) {
        return "a value of \"" + std::string(key) + "\" that cannot be";
    }
    return "";
}

/// Which key it lacks, or has although its event has none; "" for none.
std::string_view wrong_key(const SharedFact& fact, bool has_time) {
    if (!has_time) {
        return "at";
    }
    for (const auto& [key, value] :
         {std::pair{"project", &fact.project}, std::pair{"identity", &fact.identity},
          std::pair{"environment", &fact.environment}}) {
        if (value->empty()) {
            return key;
        }
    }
    const bool about_migration =
        fact.event == FactEvent::Executed || fact.event == FactEvent::RolledBack;
    if (fact.id.value.empty() == about_migration) {
        return "id";
    }
    if (fact.name.empty() == about_migration) {
        return "name";
    }
    return fact.checksum.value.empty() == about_migration ? "up" : "";
}

bool has_line(std::string_view text, std::string_view key) {
    return text.find("\n" + std::string(key) + ": ") != std::string_view::npos;
}

FactReading refused(std::string problem) {
    return {.fact = std::nullopt, .problem = std::move(problem)};
}

}  // namespace

std::string render_fact(const SharedFact& fact) {
    std::string text(fact_begin);
    for (const Field& field : fields) {
        if (const std::string value = field.write(fact); !value.empty()) {
            text += std::string(field.key) + ": " + escaped(value) + "\n";
        }
    }
    return text;
}

std::string digest_of(const SharedFact& fact) {
    return sha256_hex(render_fact(fact));
}

std::string path_of(const NamedFact& fact) {
    const std::string_view about =
        fact.fact.id.value.empty() ? about_environment : std::string_view(fact.fact.id.value);
    return std::string(tree_of_version) + fact.fact.project + "/" + fact.fact.identity + "/" +
           std::string(about) + "/" + fact.digest;
}

FactReading parse_fact(std::string_view text) {
    if (text.size() > max_fact_bytes) {
        return refused("it has more than a MiB");
    }
    if (!text.starts_with(fact_begin)) {
        return refused(text.starts_with(any_fact_begin) ? "a newer gmig wrote it"
                                                        : "it does not begin as a fact does");
    }
    if (text.back() != '\n') {
        return refused("it ends in the middle of a line");
    }
    if (!has_line(text, "event") || !has_line(text, "kind")) {
        return refused("it lacks \"event\" or \"kind\"");
    }
    NamedFact named;
    std::string_view before;
    const std::string_view body =
        text.substr(fact_begin.size(), text.size() - fact_begin.size() - 1);
    for (const std::string_view line : split_on(body, '\n')) {
        if (const std::string problem = read_line(line, before, named.fact); !problem.empty()) {
            return refused("it has " + problem);
        }
        before = line.substr(0, line.find(':'));
    }
    if (const auto wrong = wrong_key(named.fact, has_line(text, "at")); !wrong.empty()) {
        return refused("\"" + std::string(wrong) + "\" does not fit its event");
    }
    named.digest = sha256_hex(text);
    return {.fact = std::move(named), .problem = {}};
}

FactReading read_fact(std::string_view path, std::string_view bytes) {
    FactReading reading = parse_fact(bytes);
    if (reading.fact && path_of(*reading.fact) != path) {
        return refused("its name is not that of its content");
    }
    return reading;
}

bool is_fact_path(std::string_view path) {
    return path.starts_with(tree_of_version);
}

FactsReading parse_facts(std::string_view text) {
    FactsReading all;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t next = text.find("\n" + std::string(any_fact_begin));
        const std::string_view one =
            text.substr(0, next == std::string_view::npos ? next : next + 1);
        FactReading reading = parse_fact(one);
        ++number;
        if (reading.fact) {
            all.facts.push_back(*std::move(reading.fact));
        } else {
            all.problems.push_back("fact " + std::to_string(number) + ": " + reading.problem);
        }
        text.remove_prefix(one.size());
    }
    return all;
}

}  // namespace gmig::layout
