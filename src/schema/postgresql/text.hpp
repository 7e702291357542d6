#pragma once

#include <gmig/schema/modification.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema::postgresql {

/// Quoted where needed.
std::string sql(const Name& name);
std::string sql(std::string_view identifier);
/// "a, b", quoted where needed.
std::string list(const std::vector<std::string>& identifiers);
/// "fillfactor=70, toast.autovacuum_enabled=false"; values in quotes where they are no plain word.
std::string options(const std::vector<std::string>& options);

/// "name text COLLATE "C" NOT NULL DEFAULT 'x'::text"
std::string column_text(const Column& column);
/// "CONSTRAINT article_pkey PRIMARY KEY (id)"
std::string constraint_text(const Constraint& constraint);
std::string create_table_text(const Table& table);
std::string create_index_text(const Index& index, Concurrently concurrently);
/// "INCREMENT BY 2 CYCLE": what differs from a sequence as the server makes it.
std::string sequence_text(const SequenceOptions& options);
/// What makes one of the other, " START WITH 5"; "" for nothing.
std::string sequence_changes(const SequenceOptions& from, const SequenceOptions& to,
                             std::string_view prefix);

/// The statements that make one column of the other; of existing rows' values, those that the
/// step's filling says.
std::vector<std::string> alter_column(const AlterColumn& step);
std::vector<std::string> add_column(const AddColumn& step);

std::vector<std::string> create_object(const Object& object);
std::vector<std::string> drop_object(const Object& object);
/// All but enums that are remade.
std::vector<std::string> alter_object(const AlterObject& step);
/// A new type in the place of the old one: `columns` are those that have it.
std::vector<std::string> remake_enum(const Enum& from, const Enum& to,
                                     const std::vector<std::pair<Name, Column>>& columns);

/// "TABLE public.article", "FUNCTION public.f(integer)", as COMMENT ON has it.
std::string object_text(const Key& key, const Schema& schema);
std::string comment_text(const SetComment& step, const Schema& schema);
std::string grant_text(const GrantPrivilege& step, const Schema& schema);
std::string revoke_text(const RevokePrivilege& step, const Schema& schema);

}  // namespace gmig::schema::postgresql
