/** As much of the package `smpp` as a gateway on loopback needs: it brings no types. */
declare module "smpp" {
  import type { EventEmitter } from "node:events";
  import type { Server } from "node:net";

  /** What is sent and received; fields by the names of SMPP 3.4. */
  interface PDU {
    readonly command: string;
    readonly command_status: number;
    response(fields?: Record<string, string | number>): PDU;
  }

  interface Bind extends PDU {
    readonly system_id: string;
    readonly password: string;
    readonly system_type: string;
    readonly interface_version: number;
  }

  interface SubmitSm extends PDU {
    readonly source_addr_ton: number;
    readonly source_addr_npi: number;
    readonly source_addr: string;
    readonly dest_addr_ton: number;
    readonly dest_addr_npi: number;
    readonly destination_addr: string;
    readonly esm_class: number;
    readonly registered_delivery: number;
    readonly data_coding: number;
    /** Without its header, whose elements are in `udh`. */
    readonly short_message: { readonly message: string; readonly udh?: readonly Buffer[] };
  }

  interface Session extends EventEmitter {
    on(event: "bind_transceiver", listener: (bind: Bind) => void): this;
    on(event: "submit_sm", listener: (submit: SubmitSm) => void): this;
    on(event: "enquire_link" | "unbind" | "pdu", listener: (pdu: PDU) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
    on(event: "close", listener: () => void): this;
    send(pdu: PDU): boolean;
    deliver_sm(fields: Record<string, string | number>, answered: (answer: PDU) => void): boolean;
    enquire_link(answered: (answer: PDU) => void): boolean;
    unbind(answered: (answer: PDU) => void): boolean;
    close(): void;
  }

  const smpp: {
    createServer(options: { key?: Buffer; cert?: Buffer }, onSession: (session: Session) => void): Server;
    readonly ESME_RSYSERR: number;
    readonly ESME_RINVDSTADR: number;
    readonly ESME_RBINDFAIL: number;
    readonly ESME_RTHROTTLED: number;
  };
  export default smpp;
  export type { Bind, PDU, Session, SubmitSm };
}
