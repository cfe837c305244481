"""Walks every list with pages of several sizes: the same items in the same order as in pages as large as can be."""

from __future__ import annotations

import json
from typing import Any

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import OperationModel, ServiceModel

from .estate import Estate
from .inputs import Builder
from .report import Report

MOST_PAGES = 60
"""A list is walked in pages of one, of seven, and in about so many pages when it is longer."""
SHORT_SIZE = 9
"""The size of pages that then come short now and then."""


def lists(service: ServiceModel) -> list[OperationModel]:
    """The operations that answer in pages."""
    operations = (service.operation_model(name) for name in service.operation_names)
    return [operation for operation in operations if _paged(operation)]


def _paged(operation: OperationModel) -> bool:
    shapes = (operation.input_shape, operation.output_shape)
    return all(shape is not None and "NextToken" in shape.members for shape in shapes)


def check(service: ServiceModel, estate: Estate, report: Report) -> None:
    """All lists agree with themselves whatever the size of their pages."""
    for operation in lists(service):
        report.count("lists")
        parameters = Builder(estate, operation, False).build()
        size = operation.input_shape.members["MaxResults"].metadata
        most = size.get("max", 1000)
        try:
            whole, _ = walk(estate, operation, parameters, most)
        except ClientError as error:
            report.wrong(f"{operation.name}: paging", f"{error}")
            continue
        texts = [json.dumps(item, default=str, sort_keys=True) for item in whole]
        report.count("items listed", len(texts))
        # Summaries may well have two rows alike; what has an id may not.
        unique = len(set(texts)) == len(texts) or "Summar" in operation.name
        report.check(unique, f"{operation.name}: paging", "one big page has an item twice")
        for page_size in sorted({1, 7, max(1, len(whole) // MOST_PAGES)}):
            if len(whole) / page_size > 3 * MOST_PAGES:
                continue
            items, pages = walk(estate, operation, parameters, page_size)
            report.count("pages", pages)
            key = f"{operation.name}: paging"
            told = f"pages of {page_size} have {len(items)} items, those of {most} have {len(whole)}"
            report.check(items == whole, key, f"{told}, or in another order")
        estate.simulator.faults({"fault": "short-pages"})
        items, pages = walk(estate, operation, parameters, SHORT_SIZE)
        estate.simulator.faults()
        report.count("pages", pages)
        report.count("more pages because of short ones", pages - max(1, -(-len(whole) // SHORT_SIZE)))
        told = f"short pages have {len(items)} items, whole ones {len(whole)}"
        report.check(items == whole, f"{operation.name}: short pages", told)


def walk(
    estate: Estate, operation: OperationModel, parameters: dict[str, Any], size: int
) -> tuple[list[Any], int]:
    """All items of a list and the number of pages: by botocore's paginator where it has one, else by its tokens."""
    client, name = estate.client, xform_name(operation.name)
    items: list[Any] = []
    pages = 0
    if client.can_paginate(name):
        found = client.get_paginator(name).paginate(**parameters, PaginationConfig={"PageSize": size})
        for page in found:
            items += _items(operation, page, size)
            pages += 1
        return items, pages
    token: dict[str, str] = {}
    while True:
        page = getattr(client, name)(**parameters, **token, MaxResults=size)
        items += _items(operation, page, size)
        pages += 1
        if not page.get("NextToken"):
            return items, pages
        token = {"NextToken": page["NextToken"]}


def _items(operation: OperationModel, page: dict[str, Any], size: int) -> list[Any]:
    for name, member in operation.output_shape.members.items():
        if member.type_name in ("list", "map"):
            found = page.get(name, [])
            items = sorted(found.items()) if isinstance(found, dict) else found
            if len(items) > size:
                raise AssertionError(f"{operation.name}: a page of {size} has {len(items)} items")
            return items
    raise TypeError(f"{operation.name} lists nothing")
