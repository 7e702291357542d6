#include "app/operation/log.hpp"

#include <gmig/support/file.hpp>

#include <algorithm>
#include <charconv>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_records = 1000;

/// What was left open is settled by the next command: it is among the last ones, unless several
/// were at work at the same time.
constexpr std::size_t open_within = 8;

/// A record's number, from its file's name; nothing for other files.
std::optional<std::int64_t> number_in(const std::string& name) {
    std::int64_t number = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, problem] = std::from_chars(name.data(), end, number);
    return problem == std::errc() && stop == end && number > 0 ? std::optional(number)
                                                               : std::nullopt;
}

}  // namespace

fs::path OperationLog::file_of(std::int64_t number) const {
    return folder_ / std::to_string(number);
}

std::vector<std::int64_t> OperationLog::numbers() const {
    std::vector<std::int64_t> numbers;
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_, none)) {
        if (const auto number = number_in(entry.path().filename().string())) {
            numbers.push_back(*number);
        }
    }
    std::ranges::sort(numbers, std::greater<>());
    return numbers;
}

void OperationLog::make_folder() const {
    if (!fs::is_directory(folder_)) {
        std::error_code problem;
        fs::create_directories(folder_, problem);
        fs::permissions(folder_, fs::perms::owner_all, problem);
    }
}

void OperationLog::add(OperationRecord& record) const {
    make_folder();
    std::vector<std::int64_t> known = numbers();
    record.number = known.empty() ? 1 : known.front() + 1;
    const fs::path draft = folder_ / ("draft-" + record.run_id);
    // Another gmig may take the number at the same time: a hard link is made by one of them only.
    for (;; ++record.number) {
        write_file(draft, text_of_record(record));
        std::error_code taken;
        fs::create_hard_link(draft, file_of(record.number), taken);
        if (!taken) {
            break;
        }
        if (taken != std::errc::file_exists) {
            // A file system without hard links.
            write_file(file_of(record.number), text_of_record(record));
            break;
        }
    }
    remove_file(draft);
    for (std::size_t at = most_records; at < known.size(); ++at) {
        std::error_code ignored;
        fs::remove(file_of(known[at]), ignored);
    }
}

void OperationLog::write(const OperationRecord& record) const {
    write_file(file_of(record.number), text_of_record(record));
}

void OperationLog::remove(const OperationRecord& record) const {
    remove_file(file_of(record.number));
}

OperationRecord OperationLog::read(std::int64_t number) const {
    const auto text = read_file_if_exists(file_of(number));
    auto record = text ? record_from_text(*text) : std::nullopt;
    if (record && record->number == number) {
        return std::move(*record);
    }
    OperationRecord damaged;
    damaged.number = number;
    return damaged;
}

std::vector<OperationRecord> OperationLog::records() const {
    std::vector<OperationRecord> records;
    for (const std::int64_t number : numbers()) {
        records.push_back(read(number));
    }
    return records;
}

std::vector<OperationRecord> OperationLog::open() const {
    std::vector<std::int64_t> known = numbers();
    known.resize(std::min(known.size(), open_within));
    std::vector<OperationRecord> records;
    for (const std::int64_t number : known) {
        OperationRecord record = read(number);
        if (!record.kind.empty() && record.state == OperationRecord::State::Started) {
            records.insert(records.begin(), std::move(record));
        }
    }
    return records;
}

std::optional<OperationRecord> OperationLog::find(std::int64_t number) const {
    const std::vector<std::int64_t> known = numbers();
    return std::ranges::find(known, number) == known.end() ? std::nullopt
                                                           : std::optional(read(number));
}

}  // namespace gmig::app
