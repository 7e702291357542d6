#include "sql/lint/alter_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace gmig::sql::lint {
namespace {

/// Of pg_catalog, and not volatile in any form (pg_proc.provolatile of PostgreSQL 15): what a
/// default is likely to call.
constexpr std::array<std::string_view, 105> steady_functions{"abs",
                                                             "age",
                                                             "array_append",
                                                             "array_cat",
                                                             "array_fill",
                                                             "array_length",
                                                             "array_prepend",
                                                             "array_remove",
                                                             "array_to_json",
                                                             "array_to_string",
                                                             "btrim",
                                                             "cardinality",
                                                             "ceil",
                                                             "ceiling",
                                                             "char_length",
                                                             "chr",
                                                             "concat",
                                                             "concat_ws",
                                                             "convert_from",
                                                             "convert_to",
                                                             "current_database",
                                                             "current_schema",
                                                             "current_setting",
                                                             "date",
                                                             "date_bin",
                                                             "date_part",
                                                             "date_trunc",
                                                             "daterange",
                                                             "decode",
                                                             "encode",
                                                             "exp",
                                                             "floor",
                                                             "format",
                                                             "inet_client_addr",
                                                             "inet_server_addr",
                                                             "initcap",
                                                             "int4range",
                                                             "int8range",
                                                             "interval",
                                                             "json_build_array",
                                                             "json_build_object",
                                                             "json_object",
                                                             "jsonb_build_array",
                                                             "jsonb_build_object",
                                                             "jsonb_object",
                                                             "jsonb_set",
                                                             "jsonb_strip_nulls",
                                                             "justify_days",
                                                             "justify_hours",
                                                             "justify_interval",
                                                             "left",
                                                             "length",
                                                             "ln",
                                                             "log",
                                                             "lower",
                                                             "lpad",
                                                             "ltrim",
                                                             "make_date",
                                                             "make_interval",
                                                             "make_time",
                                                             "make_timestamp",
                                                             "make_timestamptz",
                                                             "md5",
                                                             "mod",
                                                             "now",
                                                             "numrange",
                                                             "octet_length",
                                                             "pg_current_xact_id",
                                                             "pi",
                                                             "power",
                                                             "quote_ident",
                                                             "quote_literal",
                                                             "regexp_replace",
                                                             "repeat",
                                                             "replace",
                                                             "reverse",
                                                             "right",
                                                             "round",
                                                             "row_to_json",
                                                             "rpad",
                                                             "rtrim",
                                                             "sha256",
                                                             "sha512",
                                                             "sign",
                                                             "split_part",
                                                             "sqrt",
                                                             "statement_timestamp",
                                                             "string_to_array",
                                                             "substr",
                                                             "substring",
                                                             "timezone",
                                                             "to_char",
                                                             "to_date",
                                                             "to_hex",
                                                             "to_json",
                                                             "to_jsonb",
                                                             "to_number",
                                                             "to_timestamp",
                                                             "to_tsvector",
                                                             "transaction_timestamp",
                                                             "translate",
                                                             "trunc",
                                                             "tstzrange",
                                                             "txid_current",
                                                             "upper"};

bool call_is_volatile(const Json& call, const Catalog& catalog, const Names& names) {
    auto parts = words(member(call, "funcname"));
    const bool built_in = parts.size() == 1 || parts.front() == "pg_catalog";
    if (built_in && std::ranges::find(steady_functions, parts.back()) != steady_functions.end()) {
        return false;
    }
    return catalog.routine_is_volatile(names.of_words(std::move(parts))).value_or(true);
}

}  // namespace

bool is_volatile(const Json& expression, const Catalog& catalog, const Names& names) {
    const auto calls = nodes_in(expression, "FuncCall");
    return std::ranges::any_of(
        calls, [&](const Json* call) { return call_is_volatile(*call, catalog, names); });
}

}  // namespace gmig::sql::lint
