#include "git/commit_text.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <charconv>
#include <chrono>
#include <cstdlib>

namespace gmig::git {
namespace {

// The header line that begins with `name` and a blank, without these.
std::string_view header(std::string_view headers, std::string_view name) {
    for (const auto line : split_on(headers, '\n')) {
        if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ') {
            return line.substr(name.size() + 1);
        }
    }
    throw Error(Error::Kind::Repository, fmt::format("a commit without {}", name)).next("git fsck");
}

// From "1700000000" and "+0130" to "2023-11-14T23:43:20+01:30".
std::string iso_date(std::string_view seconds_text, std::string_view zone) {
    std::int64_t seconds = 0;
    int digits = 0;
    std::from_chars(seconds_text.data(), seconds_text.data() + seconds_text.size(), seconds);
    const std::string_view number = zone.empty() ? zone : zone.substr(1);
    std::from_chars(number.data(), number.data() + number.size(), digits);
    const bool west = zone.starts_with('-');
    const std::chrono::minutes offset(digits / 100 * 60 + digits % 100);

    namespace chrono = std::chrono;
    const chrono::sys_seconds local(chrono::seconds(seconds) + (west ? -offset : offset));
    const auto day = chrono::floor<chrono::days>(local);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss time(local - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}",
                       static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), west ? '-' : '+',
                       digits / 100, digits % 100);
}

// The first paragraph, as one line.
std::string subject_of(std::string_view message) {
    std::vector<std::string> lines;
    for (const auto line : split_on(message, '\n')) {
        if (!trim(line).empty()) {
            lines.emplace_back(trim(line));
        } else if (!lines.empty()) {
            break;
        }
    }
    return join(lines, " ");
}

}  // namespace

Repository::Authorship parse_commit(std::string_view bytes) {
    const std::size_t end = std::min(bytes.find("\n\n"), bytes.size());
    const std::string_view author = header(bytes.substr(0, end), "author");
    // "Ann Author <ann@example.org> 1700000000 +0100": from the end, for names hold anything.
    const std::size_t mail_end = author.rfind('>');
    const std::string_view when =
        mail_end == std::string_view::npos ? "" : trim(author.substr(mail_end + 1));
    const std::size_t blank = when.find(' ');
    if (blank == std::string_view::npos) {
        throw Error(Error::Kind::Repository, "a commit whose author has no date").next("git fsck");
    }
    return {.author = std::string(author.substr(0, mail_end + 1)),
            .date = iso_date(when.substr(0, blank), when.substr(blank + 1)),
            .subject = subject_of(bytes.substr(end))};
}

}  // namespace gmig::git
