#pragma once

namespace drydock::cli {

/// Sets the process' memory up for a command that runs once, in one thread, and ends: half of the
/// time of a short run goes into getting pages from the system and giving them back. Call it at the
/// very start. Where the system does not have what it asks for, nothing changes.
void expect_one_run();

}  // namespace drydock::cli
