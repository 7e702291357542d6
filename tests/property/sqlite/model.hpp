#pragma once

#include "random.hpp"

#include <string>
#include <vector>

namespace gmig::property {

// What a generated schema is made of, close to its SQL: written down with another spelling each
// time.

struct ColumnModel {
    std::string name;
    std::string type;
    bool not_null = false;
    std::string not_null_conflict;
    std::string default_value;  ///< as SQL
    std::string collation;
    std::string generated;  ///< its expression
    bool stored = false;
};

struct KeyModel {
    enum class Kind { Primary, Unique, Foreign, Check } kind{};
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::string> orders;  ///< per column: "", "DESC", "COLLATE NOCASE DESC"
    std::string conflict;
    bool autoincrement = false;
    bool only_in_column = false;  ///< INTEGER PRIMARY KEY DESC
    std::string target;
    std::vector<std::string> target_columns;
    std::string actions;
    std::string check;
};

struct TableModel {
    std::string name;
    std::vector<ColumnModel> columns;
    std::vector<KeyModel> keys;
    bool strict = false;
    bool without_rowid = false;
    std::string module;  ///< of a virtual table
};

struct IndexModel {
    std::string name;
    std::string table;
    bool unique = false;
    std::vector<std::string> columns;  ///< that it names, for when one is dropped
    std::vector<std::string> parts;    ///< as SQL
    std::string where;
};

struct ViewModel {
    std::string name;
    std::string columns;  ///< with brackets
    std::string query;
};

struct TriggerModel {
    std::string name;
    std::string on;  ///< table or view
    std::string when;
    std::string body;
};

struct SchemaModel {
    std::vector<TableModel> tables;
    std::vector<IndexModel> indexes;
    std::vector<ViewModel> views;
    std::vector<TriggerModel> triggers;
};

/// A name in some of SQLite's quotes, or bare where it can be.
std::string spelled(Random& random, const std::string& name);
/// The statements that make it.
std::vector<std::string> statements(Random& random, const SchemaModel& schema);

}  // namespace gmig::property
