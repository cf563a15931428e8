/* Of signals, Lua needs this type only. */
typedef int sig_atomic_t;
