#include <gmig/layout/native.hpp>
#include <gmig/layout/writing.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

constexpr std::size_t stamp_digits = 14;
constexpr std::int64_t second = 1'000'000;

/// The digits that a name begins with, among them the characters of `more`.
std::string_view leading_digits(std::string_view name, std::string_view more = "") {
    const auto is_part = [&](char letter) {
        return (letter >= '0' && letter <= '9') || more.find(letter) != std::string_view::npos;
    };
    const auto* const end = std::ranges::find_if_not(name, is_part);
    return name.substr(0, static_cast<std::size_t>(end - name.begin()));
}

/// "20261121081530" as "2026-11-21-081530", and back.
std::string dashed(std::string_view digits) {
    std::string text(digits);
    for (const std::size_t place : {4U, 7U, 10U}) {
        text.insert(place, "-");
    }
    return text;
}
std::string undashed(std::string text) {
    std::erase(text, '-');
    return text;
}

/// One more, in as many digits at least.
std::string incremented(std::string_view digits) {
    std::string number(digits);
    for (auto digit = number.rbegin(); digit != number.rend(); ++digit) {
        if (*digit != '9') {
            ++*digit;
            return number;
        }
        *digit = '0';
    }
    return "1" + number;
}

/// A stamp of 14 digits: now, or later than the newest one.
std::string stamp_after(std::string_view newest, Timestamp now) {
    std::string stamp = undashed(to_stamp(now));
    if (newest.size() != stamp_digits || stamp > newest) {
        return stamp;
    }
    if (const auto time = from_stamp(dashed(newest))) {
        return undashed(to_stamp({time->microseconds + second}));
    }
    return incremented(newest);
}

/// The newest version of the existing ones, as their names have it but without dashes.
std::string newest_version(std::span<const Migration> existing) {
    std::string newest;
    for (const Migration& migration : existing) {
        std::string version = undashed(std::string(leading_digits(migration.name, "-")));
        const bool is_longer = version.size() > newest.size();
        if (is_longer || (version.size() == newest.size() && version > newest)) {
            newest = std::move(version);
        }
    }
    return newest;
}

/// Tools that number or stamp, whichever the folder already does.
std::string number_or_stamp(std::span<const Migration> existing, Timestamp now,
                            std::string_view first_number) {
    if (existing.empty() && !first_number.empty()) {
        return std::string(first_number);
    }
    const std::string newest = newest_version(existing);
    return existing.empty() || newest.size() == stamp_digits ? stamp_after(newest, now)
                                                             : incremented(newest);
}

/// Flyway: 7 becomes 8, 1.4 becomes 1.5, a stamp a later stamp.
std::string flyway_version(std::span<const Migration> existing, Timestamp now) {
    if (existing.empty()) {
        return "1";
    }
    std::string_view name = existing.back().name;
    if (name.starts_with('V')) {
        name.remove_prefix(1);
    }
    const std::string_view newest = leading_digits(name, "._");
    const std::string version(newest.substr(0, newest.find("__")));
    if (version.size() == stamp_digits) {
        return stamp_after(version, now);
    }
    const std::size_t last = version.find_last_of("._") + 1;
    return version.substr(0, last) + incremented(version.substr(last));
}

std::string with_underscores(std::string slug) {
    std::ranges::replace(slug, '-', '_');
    return slug;
}

bool any_has_down(std::span<const Migration> existing) {
    return std::ranges::any_of(existing, [](const Migration& one) { return one.down.has_value(); });
}

std::vector<FileContent> pair_of(const std::string& stem) {
    return {{stem + ".up.sql", ""}, {stem + ".down.sql", ""}};
}

std::vector<FileContent> native_file(std::span<const Migration> existing, const NewMigration& what,
                                     const std::string& slug) {
    std::string newest;
    for (const Migration& migration : existing) {
        newest = std::max(newest, migration.name);
    }
    return {{next_name(what.now, newest, slug) + ".sql",
             new_migration_text(what.id, what.parents, what.words)}};
}

}  // namespace

std::vector<FileContent> new_migration_files(Kind layout, std::span<const Migration> existing,
                                             const NewMigration& what) {
    const std::string slug = slug_of(what.words);
    const std::string words = with_underscores(slug);
    const auto stamp = [&] { return stamp_after(newest_version(existing), what.now); };
    const auto number = [&](std::string_view first) {
        return number_or_stamp(existing, what.now, first) + "_" + words;
    };
    switch (layout) {
        case Kind::Gmig:
            return native_file(existing, what, slug);
        case Kind::GolangMigrate:
            return pair_of(number("000001"));
        case Kind::Sqlx:
            return any_has_down(existing) ? pair_of(number(""))
                                          : std::vector<FileContent>{{number("") + ".sql", ""}};
        case Kind::Diesel:
            return {{dashed(stamp()) + "_" + words + "/up.sql", ""},
                    {dashed(stamp()) + "_" + words + "/down.sql", ""}};
        case Kind::Prisma:
            return {{stamp() + "_" + words + "/migration.sql", ""}};
        case Kind::Flyway:
            return {{"V" + flyway_version(existing, what.now) + "__" + words + ".sql", ""}};
        case Kind::Dbmate:
            return {{stamp() + "_" + words + ".sql", "-- migrate:up\n\n\n-- migrate:down\n\n"}};
        case Kind::Goose:
            return {{number("") + ".sql", "-- +goose Up\n\n\n-- +goose Down\n\n"}};
    }
    return {};
}

}  // namespace gmig::layout
