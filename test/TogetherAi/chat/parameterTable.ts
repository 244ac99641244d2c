import type { CompletionCreateParamsBase } from 'together-ai/resources/chat/completions';

/**
 * Every parameter of the official SDK's request, and the field of the form that carries it. A
 * parameter the SDK gains fails the build here until it has a place.
 */
export const PARAMETERS: Record<keyof CompletionCreateParamsBase, string> = {
	model: 'Model',
	messages: 'Messages / Messages (JSON)',
	max_tokens: 'Max Tokens',
	temperature: 'Temperature',
	top_p: 'Options > Top P',
	top_k: 'Options > Top K',
	min_p: 'Options > Min P',
	stop: 'Options > Stop Sequences',
	seed: 'Options > Seed',
	n: 'Options > Choices',
	frequency_penalty: 'Options > Frequency Penalty',
	presence_penalty: 'Options > Presence Penalty',
	repetition_penalty: 'Options > Repetition Penalty',
	logit_bias: 'Options > Logit Bias',
	logprobs: 'Options > Log Probabilities',
	echo: 'Options > Echo',
	stream: 'Requests > Streaming',
	response_format: 'Response Format',
	tools: 'Functions',
	tool_choice: 'Options > Tool Choice / Options > Function to Call',
	function_call: 'Options > Extra Body',
	reasoning: 'Options > Reasoning',
	reasoning_effort: 'Options > Reasoning Effort',
	chat_template_kwargs: 'Options > Chat Template Arguments',
	context_length_exceeded_behavior: 'Options > Context Length Exceeded Behavior',
	safety_model: 'Options > Safety Model',
	compliance: 'Options > Extra Body',
};

/** The names of the fields in one cell of the table; a name inside a collection has the path to it. */
export function fieldsOf(cell: string): string[] {
	return cell.split(' / ');
}

/** The table as the README holds it, columns aligned as prettier does. */
export function parametersMarkdown(): string {
	const rows = Object.entries(PARAMETERS).map(([name, cell]) => [
		`\`${name}\``,
		fieldsOf(cell)
			.map((field) => `**${field}**`)
			.join(' / '),
	]);
	const table = [['Parameter of the API', 'Field of the node'], ...rows];
	const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
	const [head = '', ...body] = table.map((row) =>
		line(row.map((cell, at) => fill(cell, widths[at]))),
	);
	const rule = line(widths.map((width) => '-'.repeat(width)));
	return [head, rule, ...body].join('\n');
}

function line(cells: string[]): string {
	return `| ${cells.join(' | ')} |`;
}

function fill(cell: string, width = 0): string {
	return cell.padEnd(width);
}
