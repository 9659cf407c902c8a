// What speaks ACP with an agent, and so loads the package of the protocol. Loaded when an agent starts.
export { AcpContext } from './acp-context.ts';
export { AgentConnection } from './agent-connection.ts';
export { initialize, openSession } from './open-session.ts';
