/** A record with nothing filled in. */
import type { EmployerRecord } from "@/bindings/EmployerRecord";
import type { TalentRecord } from "@/bindings/TalentRecord";

export const blank = (): TalentRecord => ({
  name: "",
  other_names: [],
  name_note: "",
  sex: "",
  born: null,
  nationality: "",
  identities: [],
  phones: [],
  address: "",
  employer: null,
  employer_name: "",
  post: "",
  specialist: "",
  classes: [],
  cards: [],
  family: [],
  situation: null,
  do_not_call: false,
  remarks: "",
});

export const blankEmployer = (): EmployerRecord => ({
  name: "",
  aliases: [],
  code: null,
  kind: "",
  address: "",
  district: "",
  specialist: "",
  specialist_phone: "",
  contacts: [],
  remarks: "",
});
