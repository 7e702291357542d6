#include "cli/graph.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace gmig::cli {
namespace {

/// Rows "c<b b<a a", children first.
std::string draw(const std::string& rows) {
    Graph graph;
    std::string drawn;
    std::istringstream words(rows);
    for (std::string word; words >> word;) {
        std::istringstream parts(word);
        std::string name;
        std::getline(parts, name, '<');
        std::vector<MigrationId> parents;
        for (std::string parent; std::getline(parts, parent, ',');) {
            parents.push_back({parent});
        }
        drawn += graph.row({name}, parents, name);
    }
    return drawn;
}

TEST(Graph, DrawsAChainInOneColumn) {
    EXPECT_EQ(draw("c<b b<a a"),
              "*  c\n"
              "*  b\n"
              "*  a\n");
}

TEST(Graph, JoinsTwoHeadsAtTheirCommonParent) {
    EXPECT_EQ(draw("c<a b<a a"),
              "*  c\n"
              "| *  b\n"
              "|/ \n"
              "*  a\n");
}

TEST(Graph, OpensAColumnForEachParentOfAMerge) {
    EXPECT_EQ(draw("m<x,y y<r x<r r"),
              "*  m\n"
              "|\\ \n"
              "| *  y\n"
              "* |  x\n"
              "|/ \n"
              "*  r\n");
}

TEST(Graph, JoinsAcrossAColumnBetween) {
    EXPECT_EQ(draw("d<a c<b e<a a b"),
              "*  d\n"
              "| *  c\n"
              "| | *  e\n"
              "|_|/ \n"
              "* |  a\n"
              "*  b\n");
}

TEST(Graph, KeepsSeparateHistoriesApart) {
    EXPECT_EQ(draw("b<a z<y a y"),
              "*  b\n"
              "| *  z\n"
              "* |  a\n"
              "*  y\n");
}

}  // namespace
}  // namespace gmig::cli
