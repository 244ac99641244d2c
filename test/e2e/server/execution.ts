import { parseFlatted } from './flatted';
import { call, type Session } from './http';

/** An item as it lies between two nodes. */
export interface Item {
	json: Readonly<Record<string, unknown>>;
	pairedItem?: unknown;
}

/** One run of a node. */
export interface NodeRun {
	executionStatus: string;
	/** Milliseconds. */
	executionTime: number;
	data?: Partial<Record<string, Array<Item[] | null>>>;
	/** What a sub-node was given, by its port. */
	inputOverride?: Partial<Record<string, Array<Item[] | null>>>;
	source?: Array<{ previousNode: string } | null>;
	error?: { message: string; description?: string | null; context?: object };
	hints?: Array<{ message: string; type?: string }>;
	metadata?: Readonly<Record<string, unknown>>;
}

export interface Execution {
	id: string;
	status: string;
	stoppedAt: string | null;
	error?: { message: string; description?: string | null };
	/** The runs of each node by its name. */
	runs: Partial<Record<string, NodeRun[]>>;
}

interface Stored {
	id: string;
	status: string;
	stoppedAt: string | null;
	data: string;
}

interface RunData {
	resultData?: { runData?: Execution['runs']; error?: Execution['error'] };
}

/** An execution with all it left behind, as the editor shows it. */
export async function readExecution(session: Session, id: string): Promise<Execution> {
	const stored = await call<Stored>(session, 'GET', `/rest/executions/${id}`);
	// Nothing is stored before the first node has run.
	const data = parseFlatted(stored.data) as RunData | undefined;
	const { resultData } = data ?? {};
	return {
		id: stored.id,
		status: stored.status,
		stoppedAt: stored.stoppedAt,
		...(resultData?.error && { error: resultData.error }),
		runs: resultData?.runData ?? {},
	};
}

/** The items of one output of a node's run, in order. */
export function itemsOf(
	execution: Execution,
	name: string,
	{ output = 0, port = 'main', run = 0 } = {},
): Array<Item['json']> {
	const items = execution.runs[name]?.[run]?.data?.[port]?.[output] ?? [];
	return items.map(({ json }) => json);
}
