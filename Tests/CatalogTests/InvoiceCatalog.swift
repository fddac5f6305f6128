/// The demo catalog with a contract, a reading and a flow of two deliveries beside what it has.
enum InvoiceCatalog {
    static let contract = "contracts/invoice-received.yaml"
    static let source = "sources/ehr.yaml"
    static let flow = "flows/vendor-invoice.yaml"

    static let demo = DemoCatalog()
        .with(
            contract,
            """
            event: invoice.received
            version: 1
            purpose: A supplier asks to be paid.
            key: [number, supplier]
            shows: {item: number, description: supplier, value: total}
            fields:
              number: {type: text, required: true}
              supplier: {type: text, required: true}
              patient-account: {type: text, patient: true}
              total: {type: number, required: true}
              due: date
              lines:
                type: lines
                required: true
                fields:
                  item: {type: text, required: true}
                  quantity: number
                  price: number
            """
        )
        .with("endpoints/payables.yaml", "name: payables\nkind: rest\nurl: http://127.0.0.1:9\npath: /invoices\n")
        .with("endpoints/archive.yaml", "name: archive\nkind: rest\nurl: http://127.0.0.1:9\npath: /archive\n")
        .with(source, DemoCatalog().files[source, default: ""] + readings)
        .with(flow, flowText)

    private static let readings = """

        readings:
        - message: event:com.example.invoice
          event: invoice.received
          fields:
            number: data.number
            supplier: data.supplier.id
            total: data.total
            due: {path: data.due, else: 2026-12-31}
            lines:
              each: data.lines
              fields: {item: sku, quantity: [qty, quantity], price: price}

        """

    private static let flowText = """
        name: vendor-invoice
        purpose: Takes suppliers' invoices to payables and the archive.
        owner: finance
        criticality: revenue
        sensitivity: confidential
        source: ehr
        messages: ["event:com.example.invoice"]
        event: invoice.received
        ordering: none
        slo: {percent: 99, within: 15m}
        retention: 400d
        payload-version: 1
        deliveries:
          payables:
            endpoint: payables
            fields: [number, supplier, total, due, lines]
            path: /payables/v2/invoices
            body:
              InvoiceNumber: $number
              Supplier: {Id: $supplier}
              Amount: $total
              AmountText: $total as text
              Key: $delivered.key
              Lines:
                each: $lines
                body: {Item: $item, Quantity: $quantity, Invoice: $/number, Kind: GOODS, Rank: 1}
          archive:
            endpoint: archive
            fields: [number, lines.item]
            body: {n: $number, items: {each: $lines, body: $item}}

        """
}
