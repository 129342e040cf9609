#pragma once

/// How often memory was asked for in this process so far.
unsigned long mcsh_allocation_count(void);
