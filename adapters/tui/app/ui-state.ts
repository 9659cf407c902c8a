// What only the interface knows: focus, scrolling, input, overlays. The update and the views own its shape.

export type Pane = 'agent' | 'tasks' | 'notes' | 'input';

export interface UiState {
  readonly focus: Pane;
}
