/** The glue that emscripten writes beside brygga.wasm, and alike beside brygga-desk.wasm. */
export interface BryggaModule {
  readonly HEAPU8: Uint8Array;
  UTF8ToString(at: number): string;
  getValue(at: number, type: '*' | 'i32'): number;
  /** Why a slot could not be read or written the last time that it happened. */
  slotError?: string;

  _malloc(bytes: number): number;
  _free(at: number): void;
  _brygga_free(text: number): void;
  _brygga_names(out: number): number;
  _brygga_open(path: number, options: number, device: number, out: number): number;
  _brygga_close(device: number): number;
  _brygga_call(device: number, name: number, json: number, out: number): number;
  _brygga_hint(device: number, json: number, out: number): number;
  _brygga_exchange_next(device: number, options: number, exchange: number, out: number): number;
  _brygga_exchange_enrol(device: number, json: number, exchange: number, out: number): number;
  _brygga_exchange_body(exchange: number, bytes: number, length: number): number;
  _brygga_exchange_end(exchange: number, status: number, body: number, length: number, out: number): number;
  _brygga_sync_stop(device: number): number;
  _brygga_run_watches(device: number): number;
  _brygga_unobserve(device: number, idLow: number, idHigh: number): number;
  _brygga_export_unsent(device: number, out: number): number;
  _brygga_watch_as(device: number, name: number, json: number, listener: number, id: number, out: number): number;
  _brygga_open_slots(count: number): number;
  _brygga_observe_all(device: number): number;
}

export interface ModuleOptions {
  /** The module; without it, brygga.wasm beside the glue. */
  wasmBinary?: ArrayBuffer;
  slots: FileSystemSyncAccessHandle[];
  /** A change; its JSON. */
  changed(json: string): void;
  /** The answer of a watched query, by the number that it was watched under. */
  answered(listener: number, status: number, json: string): void;
}

export default function openModule(options: ModuleOptions): Promise<BryggaModule>;
