#include "samples.hpp"

namespace gmig::db {
namespace {

Script part_of(const std::string& name, const std::string& text, TransactionMode transaction) {
    return Script{.text = text, .path = name + ".sql", .first_line = 1, .transaction = transaction};
}

}  // namespace

Migration sample(const std::string& name, const std::string& up, const std::string& down,
                 const std::string& verify, TransactionMode transaction) {
    Migration result;
    result.id = derived_id({"contract", name});
    result.name = name;
    result.path = name + ".sql";
    result.up = part_of(name, up, transaction);
    result.checksum = checksum_of_up(transaction, up);
    if (!down.empty()) {
        result.down = part_of(name, down, transaction);
        result.down_checksum = checksum_of_part(down);
    }
    if (!verify.empty()) {
        result.verify = part_of(name, verify, TransactionMode::On);
        result.verify_checksum = checksum_of_part(verify);
    }
    return result;
}

RunIdentity sample_run(const std::string& run_id) {
    return RunIdentity{.run_id = run_id,
                       .who = "ann@host",
                       .commit = "0123456789abcdef0123456789abcdef01234567",
                       .branch = "main",
                       .gmig_version = "0.1.0",
                       .now = Timestamp{1'800'000'000'000'000}};
}

Migration crash_sample() {
    return sample("crash",
                  "CREATE TABLE crash_parent (id INTEGER PRIMARY KEY);\n"
                  "CREATE TABLE crash_child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES "
                  "crash_parent (id));\n"
                  "INSERT INTO crash_parent VALUES (1), (2);",
                  "DROP TABLE crash_child;\nDROP TABLE crash_parent;",
                  "SELECT count(*) = 2 FROM crash_parent;");
}

}  // namespace gmig::db
