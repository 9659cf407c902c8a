// How an MCP server that the interviewing agent starts by itself finds the interview: by two variables.
import type { RunEndpoint } from '../../application/ports/run-registry.port.ts';
import type { Environment } from '../environment.ts';

export function interviewVariables({ url, token }: RunEndpoint): Record<string, string> {
  return { ITERATR_INTERVIEW_URL: url, ITERATR_INTERVIEW_TOKEN: token };
}

/** undefined where there is no interview. */
export function interviewEndpoint({ env }: Environment): RunEndpoint | undefined {
  const { ITERATR_INTERVIEW_URL: url, ITERATR_INTERVIEW_TOKEN: token } = env;
  return url === undefined || token === undefined ? undefined : { url, token };
}
