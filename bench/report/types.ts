/** What is promised about a figure. */
export interface Reach {
	is: 'at most' | 'at least' | 'below';
	than: number;
}

/** One line of the table. */
export interface Row {
	case: number;
	/** What was done, and in which state we were. */
	title: string;
	/** Our figure and the one beside it, with their units. */
	ours: string;
	beside: string;
	/** What is judged: a ratio, or a time in ms. */
	figure: { value: number; unit: '×' | ' ms' | ' %' | ' lost' };
	/** Left out where a figure is only reported. */
	reach?: Reach;
	notes: string[];
}

/** One bar of the picture. */
export interface Bar {
	label: string;
	value: number;
	isOurs: boolean;
}

/** Bars that share a scale. Those of several cases with the same title are drawn together. */
export interface Chart {
	title: string;
	unit: string;
	bars: Bar[];
}

/** What a case brings home. */
export interface CaseResult {
	rows: Row[];
	charts: Chart[];
}

/** What it was measured on. */
export interface Surroundings {
	date: string;
	cores: number;
	node: string;
	seconds: number;
}
