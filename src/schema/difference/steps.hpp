#pragma once

#include "schema/difference/graph.hpp"
#include "schema/difference/plan.hpp"

#include <optional>

namespace gmig::schema {

/// The steps of a plan: which one ends a part as it was, and which one makes it what it will be.
struct Steps {
    StepGraph graph;
    std::map<Part, std::size_t> gone;
    std::map<Part, std::size_t> there;

    [[nodiscard]] static std::optional<std::size_t> find(const std::map<Part, std::size_t>& steps,
                                                         const Part& part) {
        const auto found = steps.find(part);
        return found == steps.end() ? std::nullopt : std::optional(found->second);
    }
};

/// An object of either schema as CreateObject and its like hold it; not a table, nor an index.
Object object_of(const Schema& schema, const Key& key);

void add_object_steps(Steps& steps, const Plan& plan);
void add_table_steps(Steps& steps, const Plan& plan);
/// Comments and privileges, as they differ or as a new object lacks them.
void add_annotations(Steps& steps, const Plan& plan);
/// What uses what.
void require_order(Steps& steps, const Plan& plan);

/// Whether the object goes by itself with the table or view it is on, or a sequence with its
/// column: then that part.
std::optional<Part> goes_with(const Plan& plan, const Key& key);

}  // namespace gmig::schema
