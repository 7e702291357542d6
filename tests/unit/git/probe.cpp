// What a hook would ask, printed: `git_probe QUESTION [ARGUMENT]` in the folder it is started in,
// with the environment it is given. An Error is printed too, and its exit code is ours.
#include <gmig/git/repository.hpp>
#include <gmig/support/error.hpp>

#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <span>

namespace {

using namespace gmig;
using namespace gmig::git;

Variables environment() {
    Variables variables;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view line = *each;
        const std::size_t end = line.find('=');
        variables.emplace(line.substr(0, end), line.substr(end + 1));
    }
    return variables;
}

void print(const std::vector<FileContent>& files) {
    for (const auto& file : files) {
        std::cout << file.path << ": " << file.bytes;
    }
}

void answer(std::string_view question, const std::string& argument) {
    const Variables variables = environment();
    const auto place = find_repository(std::filesystem::current_path(), variables);
    if (!place) {
        throw Error(Error::Kind::Repository, "no repository here");
    }
    Repository repository(*place, variables);
    const FolderQuery query{"migrations",
                            [](std::string_view path) { return path.ends_with(".sql"); }};
    if (question == "index") {
        print(repository.index_files(query));
    } else if (question == "tree") {
        print(repository.tree_files(repository.resolve(argument), query));
    } else if (question == "differs") {
        std::cout << (repository.index_differs("migrations") ? "yes\n" : "no\n");
    } else if (question == "operation") {
        std::cout << to_string(repository.operation_in_progress()) << "\n";
    }
}

}  // namespace

int main(int count, char** values) {
    const std::span<char*> arguments(values, static_cast<std::size_t>(count));
    try {
        answer(arguments[1], arguments.size() > 2 ? arguments[2] : "");
        return 0;
    } catch (const Error& error) {
        std::cout << "error: " << error.what() << "\nnext: " << error.next() << "\n";
        return error.exit_code();
    }
}
