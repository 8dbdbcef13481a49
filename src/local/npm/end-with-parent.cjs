// Loaded before a program that Java starts: standard input is a pipe to that process, and ends with it, SIGKILL included.
// The pause leaves a program that was told to end (which closes the pipe, too) the time to put its data away.
process.stdin.on('end', () => setTimeout(() => process.exit(0), 8000).unref()).resume();
// Waiting for that end is no reason to stay.
process.stdin.unref();
