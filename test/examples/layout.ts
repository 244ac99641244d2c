import type { INode } from 'n8n-workflow';

import type { ExampleWorkflow } from './files';

/** A rectangle on the canvas, in its pixels. */
interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** How n8n 2.41 draws a node, by what can be connected below it or what it is connected to. */
const SIZES = {
	plain: { width: 96, height: 96 },
	withInputsBelow: { width: 224, height: 96 },
	below: { width: 80, height: 80 },
};

/** The room for the name of a node, which is written under it. */
const NAME_HEIGHT = 64;

/** What must stay free between two things that stand side by side. */
const GAP = 32;

const HAVE_INPUTS_BELOW = ['togetherAi', 'agent', 'vectorStoreInMemory'];

/** The pairs of nodes and notes of a workflow that touch each other on the canvas. */
export function overlaps({ nodes, connections }: ExampleWorkflow): string[] {
	const isBelow = ({ name }: INode) =>
		Object.keys(connections[name] ?? {}).some((port) => port !== 'main');
	const boxes = nodes.map((node) => boxOf(node, isBelow(node)));
	return boxes.flatMap((one, at) =>
		boxes
			.slice(at + 1)
			.filter((other) => doTouch(one, other))
			.map((other) => `${one.name} and ${other.name}`),
	);
}

function boxOf({ name, type, position, parameters }: INode, isBelow: boolean): Box {
	const [left, top] = position;
	const box = (width: number, height: number) => {
		return { name, left, top, right: left + width, bottom: top + height };
	};
	if (type.endsWith('.stickyNote')) return box(Number(parameters.width), Number(parameters.height));
	const isWide = HAVE_INPUTS_BELOW.includes(type.split('.').at(-1) ?? '');
	const size = isBelow ? SIZES.below : isWide ? SIZES.withInputsBelow : SIZES.plain;
	return box(size.width, size.height + NAME_HEIGHT);
}

function doTouch(one: Box, other: Box): boolean {
	return (
		one.left < other.right + GAP &&
		other.left < one.right + GAP &&
		one.top < other.bottom &&
		other.top < one.bottom
	);
}
