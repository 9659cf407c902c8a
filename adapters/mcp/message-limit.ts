/** Largest MCP message, and largest body of a request, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
