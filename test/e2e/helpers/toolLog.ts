import type { Execution } from '../server/execution';

/** What n8n's log keeps of a tool: what each of its calls got and gave, and who asked for it. */
export function callsOf({ runs }: Execution, name: string): object[] {
	return (runs[name] ?? []).map(({ executionStatus, inputOverride, data, error, source }) => ({
		status: executionStatus,
		got: inputOverride?.['ai_tool']?.[0]?.[0]?.json,
		gave: error?.message ?? data?.['ai_tool']?.[0]?.[0]?.json,
		askedBy: source?.[0]?.previousNode,
	}));
}
