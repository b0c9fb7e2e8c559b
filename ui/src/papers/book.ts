/** The reader of PDFs, with its worker set up. */
import * as pdf from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

pdf.GlobalWorkerOptions.workerSrc = workerUrl;

export type Book = pdf.PDFDocumentProxy;

/** Opens a PDF. The reader keeps what it is given, so it gets a copy: the bytes shown stay the bytes printed. */
export function openBook(bytes: Uint8Array): Promise<Book> {
  return pdf.getDocument({ data: bytes.slice(), isEvalSupported: false, useWasm: false }).promise;
}
