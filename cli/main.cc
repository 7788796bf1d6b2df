#include "cli/commands.h"

int main(int argc, char** argv) { return drydock::cli::run_program(argc, argv); }
