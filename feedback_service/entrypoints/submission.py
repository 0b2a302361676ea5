"""A whole case stated at once: on the page for keying in, or at the command line.

The steps of the public form judge it, so that one rule serves every door.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError

from feedback_service.agencies.queries import find_area
from feedback_service.cases.commands import SubmitCase
from feedback_service.cases.particulars import ASKED, Particulars
from feedback_service.cases.schemas import (
    CONSENT_VERSION,
    KindStep,
    OfflineStep,
    ParticularsStep,
    PersonStep,
    PlaceStep,
    RuleStep,
    StoryStep,
)
from feedback_service.cases.workflow import Channel, Kind
from feedback_service.catalogue.queries import find_procedure
from feedback_service.entrypoints.agency_choice import read_agency
from feedback_service.identity.sealing import Person

Errors = dict[str, list[str]]


def read_submission(form: Mapping[str, Any], *, today: date) -> tuple[dict[str, Any], Errors]:
    """Return what all steps make of a form, and what is wrong with it, by field.

    Dates are ISO text. Channel `web` means now; any other one names its day.
    """
    kind = str(form.get("kind", ""))
    steps: list[Schema] = [
        KindStep(),
        ParticularsStep(category=str(form.get("category", ""))),
        StoryStep(kind=kind),
        RuleStep(),
        PlaceStep(kind=kind),
        PersonStep(),
    ]
    if form.get("channel") != Channel.WEB:
        steps.insert(0, OfflineStep(today=today))
    data: dict[str, Any] = {"channel": Channel.WEB, "received_on": None}
    data["idempotency_key"] = str(form.get("idempotency_key", ""))
    errors: Errors = {}
    for step in steps:
        try:
            data |= step.load(form)
        except ValidationError as error:
            errors |= messages_of(error)
    return data, errors | _unknown(data)


def command_of(
    data: Mapping[str, Any], *, account_id: int | None, is_sample: bool = False
) -> SubmitCase:
    """Return the command; raises AgencyUnknown for an agency nobody knows."""
    agency_id = read_agency(data["agency"]) if data.get("agency") else None
    conduct = data["kind"] == Kind.CONDUCT
    return SubmitCase(
        idempotency_key=data["idempotency_key"],
        kind=data["kind"],
        category=data["category"],
        title=data["title"],
        story=data["story"],
        proposal=data["proposal"],
        document=data["document"],
        procedure_code=data["procedure_code"] or None,
        area_code=data["area_code"] or None,
        named_agency_id=None if conduct else agency_id,
        accused_agency_id=agency_id if conduct else None,
        accused_persons=data["accused_persons"],
        submitter_type=data["submitter_type"],
        person=Person(
            name=data["name"],
            address=data["address"],
            phone=data["phone"],
            email=data["email"],
            organisation=data["organisation"],
        ),
        mail_opted_in=data["mail_opted_in"],
        share_with_office=data["share_with_office"],
        consent_publish=data["consent_publish"],
        consent_version=CONSENT_VERSION,
        channel=data["channel"],
        keyed_in_by_id=account_id,
        received_on=data["received_on"],
        is_sample=is_sample,
        particulars=Particulars(**{name: data[name] for name in ASKED.get(data["category"], ())}),
    )


def messages_of(error: ValidationError) -> Errors:
    """Return the sentences by field; what belongs to no field stands under the empty name."""
    found: Errors = error.normalized_messages()  # type: ignore[no-untyped-call]
    return {("" if name == "_schema" else name): said for name, said in found.items()}


def _unknown(data: Mapping[str, Any]) -> Errors:
    errors: Errors = {}
    if data.get("procedure_code") and find_procedure(data["procedure_code"]) is None:
        errors["procedure_code"] = ["Không có thủ tục nào mang mã này. Hãy kiểm tra lại mã."]
    if data.get("area_code") and find_area(data["area_code"]) is None:
        errors["area_code"] = ["Không có xã, phường nào mang mã này. Hãy kiểm tra lại mã."]
    return errors
