extension ShippedCatalog {
    /// A provider network: what hospitals re-key, as flows between the EHR, the ERP and the services around them, with
    /// samples of what each takes in and what should become of it.
    public static let network = ShippedCatalog(name: "network", files: networkFiles)

    private static let networkFiles: [String: [UInt8]] = [
        "README.md": PackageResources.network_README_md,
        "notifications.yaml": PackageResources.demo_notifications_yaml,
        "policies.yaml": PackageResources.network_policies_yaml,
        "roles.yaml": PackageResources.demo_roles_yaml,
        "site.yaml": PackageResources.network_site_yaml,
        "contracts/account-changed.yaml": PackageResources.network_contracts_account_changed_yaml,
        "contracts/charge-finalized.yaml": PackageResources.network_contracts_charge_finalized_yaml,
        "contracts/consigned-used.yaml": PackageResources.network_contracts_consigned_used_yaml,
        "contracts/cost-center-changed.yaml": PackageResources.network_contracts_cost_center_changed_yaml,
        "contracts/credit-received.yaml": PackageResources.network_contracts_credit_received_yaml,
        "contracts/dose-given.yaml": PackageResources.network_contracts_dose_given_yaml,
        "contracts/encounter-discharged.yaml": PackageResources.network_contracts_encounter_discharged_yaml,
        "contracts/goods-received.yaml": PackageResources.network_contracts_goods_received_yaml,
        "contracts/grant-cost-incurred.yaml": PackageResources.network_contracts_grant_cost_incurred_yaml,
        "contracts/invoice-received.yaml": PackageResources.network_contracts_invoice_received_yaml,
        "contracts/item-changed.yaml": PackageResources.network_contracts_item_changed_yaml,
        "contracts/labor-costed.yaml": PackageResources.network_contracts_labor_costed_yaml,
        "contracts/outside-provider-changed.yaml": PackageResources.network_contracts_outside_provider_changed_yaml,
        "contracts/patient-changed.yaml": PackageResources.network_contracts_patient_changed_yaml,
        "contracts/productivity-reported.yaml": PackageResources.network_contracts_productivity_reported_yaml,
        "contracts/provider-changed.yaml": PackageResources.network_contracts_provider_changed_yaml,
        "contracts/purchase-approved.yaml": PackageResources.network_contracts_purchase_approved_yaml,
        "contracts/refund-requested.yaml": PackageResources.network_contracts_refund_requested_yaml,
        "contracts/supplier-changed.yaml": PackageResources.network_contracts_supplier_changed_yaml,
        "contracts/usage-counted.yaml": PackageResources.network_contracts_usage_counted_yaml,
        "contracts/usage-posted.yaml": PackageResources.network_contracts_usage_posted_yaml,
        "endpoints/care-coordination.yaml": PackageResources.network_endpoints_care_coordination_yaml,
        "endpoints/data-platform.yaml": PackageResources.network_endpoints_data_platform_yaml,
        "endpoints/ehr-accounts.yaml": PackageResources.network_endpoints_ehr_accounts_yaml,
        "endpoints/ehr-arrivals.yaml": PackageResources.network_endpoints_ehr_arrivals_yaml,
        "endpoints/ehr-directory.yaml": PackageResources.network_endpoints_ehr_directory_yaml,
        "endpoints/ehr-master.yaml": PackageResources.network_endpoints_ehr_master_yaml,
        "endpoints/ehr-roles.yaml": PackageResources.network_endpoints_ehr_roles_yaml,
        "endpoints/ehr-suppliers.yaml": PackageResources.network_endpoints_ehr_suppliers_yaml,
        "endpoints/erp-finance.yaml": PackageResources.network_endpoints_erp_finance_yaml,
        "endpoints/erp-inventory.yaml": PackageResources.network_endpoints_erp_inventory_yaml,
        "endpoints/erp-workers.yaml": PackageResources.network_endpoints_erp_workers_yaml,
        "endpoints/patient-communications.yaml": PackageResources.network_endpoints_patient_communications_yaml,
        "endpoints/payroll-file.yaml": PackageResources.network_endpoints_payroll_file_yaml,
        "endpoints/payroll-hours.yaml": PackageResources.network_endpoints_payroll_hours_yaml,
        "endpoints/procurement-network.yaml": PackageResources.network_endpoints_procurement_network_yaml,
        "flows/bulk-reconciliation-posted.yaml": PackageResources.network_flows_bulk_reconciliation_posted_yaml,
        "flows/bulk-reconciliation.yaml": PackageResources.network_flows_bulk_reconciliation_yaml,
        "flows/charge-capture-fhir.yaml": PackageResources.network_flows_charge_capture_fhir_yaml,
        "flows/charge-capture-nightly.yaml": PackageResources.network_flows_charge_capture_nightly_yaml,
        "flows/charge-capture.yaml": PackageResources.network_flows_charge_capture_yaml,
        "flows/encounter-discharged.yaml": PackageResources.network_flows_encounter_discharged_yaml,
        "flows/grant-cost.yaml": PackageResources.network_flows_grant_cost_yaml,
        "flows/labor-costed.yaml": PackageResources.network_flows_labor_costed_yaml,
        "flows/master-data-accounts.yaml": PackageResources.network_flows_master_data_accounts_yaml,
        "flows/master-data-clinical.yaml": PackageResources.network_flows_master_data_clinical_yaml,
        "flows/master-data-cost-centers.yaml": PackageResources.network_flows_master_data_cost_centers_yaml,
        "flows/master-data-patients.yaml": PackageResources.network_flows_master_data_patients_yaml,
        "flows/master-data-providers.yaml": PackageResources.network_flows_master_data_providers_yaml,
        "flows/master-data-suppliers.yaml": PackageResources.network_flows_master_data_suppliers_yaml,
        "flows/master-data.yaml": PackageResources.network_flows_master_data_yaml,
        "flows/medication-administered-dose-fhir.yaml":
            PackageResources.network_flows_medication_administered_dose_fhir_yaml,
        "flows/medication-administered-dose.yaml": PackageResources.network_flows_medication_administered_dose_yaml,
        "flows/medication-administered-fhir.yaml": PackageResources.network_flows_medication_administered_fhir_yaml,
        "flows/medication-administered.yaml": PackageResources.network_flows_medication_administered_yaml,
        "flows/orders-kept.yaml": PackageResources.network_flows_orders_kept_yaml,
        "flows/patient-refund.yaml": PackageResources.network_flows_patient_refund_yaml,
        "flows/physician-compensation.yaml": PackageResources.network_flows_physician_compensation_yaml,
        "flows/provider-onboarded.yaml": PackageResources.network_flows_provider_onboarded_yaml,
        "flows/purchase-approved.yaml": PackageResources.network_flows_purchase_approved_yaml,
        "flows/receipts-kept.yaml": PackageResources.network_flows_receipts_kept_yaml,
        "flows/supply-usage-consigned.yaml": PackageResources.network_flows_supply_usage_consigned_yaml,
        "flows/supply-usage-fhir.yaml": PackageResources.network_flows_supply_usage_fhir_yaml,
        "flows/supply-usage-file.yaml": PackageResources.network_flows_supply_usage_file_yaml,
        "flows/supply-usage.yaml": PackageResources.network_flows_supply_usage_yaml,
        "flows/vendor-invoice-credit.yaml": PackageResources.network_flows_vendor_invoice_credit_yaml,
        "flows/vendor-invoice-edi.yaml": PackageResources.network_flows_vendor_invoice_edi_yaml,
        "flows/vendor-invoice.yaml": PackageResources.network_flows_vendor_invoice_yaml,
        "samples/cabinets/supply-usage-7-cabinets.csv":
            PackageResources.network_samples_cabinets_supply_usage_7_cabinets_csv,
        "samples/cabinets/supply-usage-7-cabinets.expected.json":
            PackageResources.network_samples_cabinets_supply_usage_7_cabinets_expected_json,
        "samples/crosswalk.csv": PackageResources.network_samples_crosswalk_csv,
        "samples/ehr-events/master-data-2-clinical-name.expected.json":
            PackageResources.network_samples_ehr_events_master_data_2_clinical_name_expected_json,
        "samples/ehr-events/master-data-2-clinical-name.json":
            PackageResources.network_samples_ehr_events_master_data_2_clinical_name_json,
        "samples/ehr-events/master-data-3-price-of-the-ehr.expected.json":
            PackageResources.network_samples_ehr_events_master_data_3_price_of_the_ehr_expected_json,
        "samples/ehr-events/master-data-3-price-of-the-ehr.json":
            PackageResources.network_samples_ehr_events_master_data_3_price_of_the_ehr_json,
        "samples/ehr-fhir/charge-capture-5-fhir.expected.json":
            PackageResources.network_samples_ehr_fhir_charge_capture_5_fhir_expected_json,
        "samples/ehr-fhir/charge-capture-5-fhir.json":
            PackageResources.network_samples_ehr_fhir_charge_capture_5_fhir_json,
        "samples/ehr-fhir/charge-capture-6-fhir-in-error.expected.json":
            PackageResources.network_samples_ehr_fhir_charge_capture_6_fhir_in_error_expected_json,
        "samples/ehr-fhir/charge-capture-6-fhir-in-error.json":
            PackageResources.network_samples_ehr_fhir_charge_capture_6_fhir_in_error_json,
        "samples/ehr-fhir/medication-administered-4-fhir.expected.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_4_fhir_expected_json,
        "samples/ehr-fhir/medication-administered-4-fhir.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_4_fhir_json,
        "samples/ehr-fhir/medication-administered-5-fhir-in-error.expected.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_5_fhir_in_error_expected_json,
        "samples/ehr-fhir/medication-administered-5-fhir-in-error.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_5_fhir_in_error_json,
        "samples/ehr-fhir/medication-administered-5-fhir-not-done.expected.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_5_fhir_not_done_expected_json,
        "samples/ehr-fhir/medication-administered-5-fhir-not-done.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_5_fhir_not_done_json,
        "samples/ehr-fhir/medication-administered-6-fhir-clinic.expected.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_6_fhir_clinic_expected_json,
        "samples/ehr-fhir/medication-administered-6-fhir-clinic.json":
            PackageResources.network_samples_ehr_fhir_medication_administered_6_fhir_clinic_json,
        "samples/ehr-fhir/supply-usage-5-device.expected.json":
            PackageResources.network_samples_ehr_fhir_supply_usage_5_device_expected_json,
        "samples/ehr-fhir/supply-usage-5-device.json":
            PackageResources.network_samples_ehr_fhir_supply_usage_5_device_json,
        "samples/ehr-fhir/supply-usage-6-delivery.expected.json":
            PackageResources.network_samples_ehr_fhir_supply_usage_6_delivery_expected_json,
        "samples/ehr-fhir/supply-usage-6-delivery.json":
            PackageResources.network_samples_ehr_fhir_supply_usage_6_delivery_json,
        "samples/ehr/charge-capture-1-charges.expected.json":
            PackageResources.network_samples_ehr_charge_capture_1_charges_expected_json,
        "samples/ehr/charge-capture-1-charges.hl7": PackageResources.network_samples_ehr_charge_capture_1_charges_hl7,
        "samples/ehr/charge-capture-2-credit.expected.json":
            PackageResources.network_samples_ehr_charge_capture_2_credit_expected_json,
        "samples/ehr/charge-capture-2-credit.hl7": PackageResources.network_samples_ehr_charge_capture_2_credit_hl7,
        "samples/ehr/charge-capture-3-late.expected.json":
            PackageResources.network_samples_ehr_charge_capture_3_late_expected_json,
        "samples/ehr/charge-capture-3-late.hl7": PackageResources.network_samples_ehr_charge_capture_3_late_hl7,
        "samples/ehr/charge-capture-4-unknown-code.expected.json":
            PackageResources.network_samples_ehr_charge_capture_4_unknown_code_expected_json,
        "samples/ehr/charge-capture-4-unknown-code.hl7":
            PackageResources.network_samples_ehr_charge_capture_4_unknown_code_hl7,
        "samples/ehr/encounter-discharged-1-discharge.expected.json":
            PackageResources.network_samples_ehr_encounter_discharged_1_discharge_expected_json,
        "samples/ehr/encounter-discharged-1-discharge.hl7":
            PackageResources.network_samples_ehr_encounter_discharged_1_discharge_hl7,
        "samples/ehr/encounter-discharged-2-cancel.expected.json":
            PackageResources.network_samples_ehr_encounter_discharged_2_cancel_expected_json,
        "samples/ehr/encounter-discharged-2-cancel.hl7":
            PackageResources.network_samples_ehr_encounter_discharged_2_cancel_hl7,
        "samples/ehr/encounter-discharged-3-died.expected.json":
            PackageResources.network_samples_ehr_encounter_discharged_3_died_expected_json,
        "samples/ehr/encounter-discharged-3-died.hl7":
            PackageResources.network_samples_ehr_encounter_discharged_3_died_hl7,
        "samples/ehr/master-data-9-patient.expected.json":
            PackageResources.network_samples_ehr_master_data_9_patient_expected_json,
        "samples/ehr/master-data-9-patient.hl7": PackageResources.network_samples_ehr_master_data_9_patient_hl7,
        "samples/ehr/master-data-9-provider.expected.json":
            PackageResources.network_samples_ehr_master_data_9_provider_expected_json,
        "samples/ehr/master-data-9-provider.hl7": PackageResources.network_samples_ehr_master_data_9_provider_hl7,
        "samples/erp-events/master-data-1-item.expected.json":
            PackageResources.network_samples_erp_events_master_data_1_item_expected_json,
        "samples/erp-events/master-data-1-item.json":
            PackageResources.network_samples_erp_events_master_data_1_item_json,
        "samples/erp-events/master-data-4-echo.expected.json":
            PackageResources.network_samples_erp_events_master_data_4_echo_expected_json,
        "samples/erp-events/master-data-4-echo.json":
            PackageResources.network_samples_erp_events_master_data_4_echo_json,
        "samples/erp-events/master-data-5-withdrawn.expected.json":
            PackageResources.network_samples_erp_events_master_data_5_withdrawn_expected_json,
        "samples/erp-events/master-data-5-withdrawn.json":
            PackageResources.network_samples_erp_events_master_data_5_withdrawn_json,
        "samples/erp-events/master-data-6-supplier.expected.json":
            PackageResources.network_samples_erp_events_master_data_6_supplier_expected_json,
        "samples/erp-events/master-data-6-supplier.json":
            PackageResources.network_samples_erp_events_master_data_6_supplier_json,
        "samples/erp-events/master-data-7-cost-center.expected.json":
            PackageResources.network_samples_erp_events_master_data_7_cost_center_expected_json,
        "samples/erp-events/master-data-7-cost-center.json":
            PackageResources.network_samples_erp_events_master_data_7_cost_center_json,
        "samples/erp-events/master-data-8-account.expected.json":
            PackageResources.network_samples_erp_events_master_data_8_account_expected_json,
        "samples/erp-events/master-data-8-account.json":
            PackageResources.network_samples_erp_events_master_data_8_account_json,
        "samples/erp-events/purchase-approved-1-requested.expected.json":
            PackageResources.network_samples_erp_events_purchase_approved_1_requested_expected_json,
        "samples/erp-events/purchase-approved-1-requested.json":
            PackageResources.network_samples_erp_events_purchase_approved_1_requested_json,
        "samples/erp-events/purchase-approved-2-approved.expected.json":
            PackageResources.network_samples_erp_events_purchase_approved_2_approved_expected_json,
        "samples/erp-events/purchase-approved-2-approved.json":
            PackageResources.network_samples_erp_events_purchase_approved_2_approved_json,
        "samples/erp-events/purchase-approved-3-amended.expected.json":
            PackageResources.network_samples_erp_events_purchase_approved_3_amended_expected_json,
        "samples/erp-events/purchase-approved-3-amended.json":
            PackageResources.network_samples_erp_events_purchase_approved_3_amended_json,
        "samples/erp-events/purchase-approved-4-cancelled.expected.json":
            PackageResources.network_samples_erp_events_purchase_approved_4_cancelled_expected_json,
        "samples/erp-events/purchase-approved-4-cancelled.json":
            PackageResources.network_samples_erp_events_purchase_approved_4_cancelled_json,
        "samples/erp-events/purchase-approved-5-rejected.expected.json":
            PackageResources.network_samples_erp_events_purchase_approved_5_rejected_expected_json,
        "samples/erp-events/purchase-approved-5-rejected.json":
            PackageResources.network_samples_erp_events_purchase_approved_5_rejected_json,
        "samples/erp-events/vendor-invoice-2-order.expected.json":
            PackageResources.network_samples_erp_events_vendor_invoice_2_order_expected_json,
        "samples/erp-events/vendor-invoice-2-order.json":
            PackageResources.network_samples_erp_events_vendor_invoice_2_order_json,
        "samples/erp-events/vendor-invoice-3-receipt.expected.json":
            PackageResources.network_samples_erp_events_vendor_invoice_3_receipt_expected_json,
        "samples/erp-events/vendor-invoice-3-receipt.json":
            PackageResources.network_samples_erp_events_vendor_invoice_3_receipt_json,
        "samples/hr/provider-onboarded-1-begins.expected.json":
            PackageResources.network_samples_hr_provider_onboarded_1_begins_expected_json,
        "samples/hr/provider-onboarded-1-begins.json":
            PackageResources.network_samples_hr_provider_onboarded_1_begins_json,
        "samples/hr/provider-onboarded-2-leaves.expected.json":
            PackageResources.network_samples_hr_provider_onboarded_2_leaves_expected_json,
        "samples/hr/provider-onboarded-2-leaves.json":
            PackageResources.network_samples_hr_provider_onboarded_2_leaves_json,
        "samples/items.json": PackageResources.network_samples_items_json,
        "samples/nightly-charges/charge-capture-7-nightly.csv":
            PackageResources.network_samples_nightly_charges_charge_capture_7_nightly_csv,
        "samples/nightly-charges/charge-capture-7-nightly.expected.json":
            PackageResources.network_samples_nightly_charges_charge_capture_7_nightly_expected_json,
        "samples/nightly-ehr/bulk-reconciliation-2-ehr.csv":
            PackageResources.network_samples_nightly_ehr_bulk_reconciliation_2_ehr_csv,
        "samples/nightly-ehr/bulk-reconciliation-2-ehr.expected.json":
            PackageResources.network_samples_nightly_ehr_bulk_reconciliation_2_ehr_expected_json,
        "samples/nightly-erp/bulk-reconciliation-3-erp.csv":
            PackageResources.network_samples_nightly_erp_bulk_reconciliation_3_erp_csv,
        "samples/nightly-erp/bulk-reconciliation-3-erp.expected.json":
            PackageResources.network_samples_nightly_erp_bulk_reconciliation_3_erp_expected_json,
        "samples/or-supplies/bulk-reconciliation-1-used.expected.json":
            PackageResources.network_samples_or_supplies_bulk_reconciliation_1_used_expected_json,
        "samples/or-supplies/bulk-reconciliation-1-used.hl7":
            PackageResources.network_samples_or_supplies_bulk_reconciliation_1_used_hl7,
        "samples/or-supplies/bulk-reconciliation-4-late.expected.json":
            PackageResources.network_samples_or_supplies_bulk_reconciliation_4_late_expected_json,
        "samples/or-supplies/bulk-reconciliation-4-late.hl7":
            PackageResources.network_samples_or_supplies_bulk_reconciliation_4_late_hl7,
        "samples/or-supplies/supply-usage-1-case.expected.json":
            PackageResources.network_samples_or_supplies_supply_usage_1_case_expected_json,
        "samples/or-supplies/supply-usage-1-case.hl7":
            PackageResources.network_samples_or_supplies_supply_usage_1_case_hl7,
        "samples/or-supplies/supply-usage-2-returned.expected.json":
            PackageResources.network_samples_or_supplies_supply_usage_2_returned_expected_json,
        "samples/or-supplies/supply-usage-2-returned.hl7":
            PackageResources.network_samples_or_supplies_supply_usage_2_returned_hl7,
        "samples/or-supplies/supply-usage-3-implants.expected.json":
            PackageResources.network_samples_or_supplies_supply_usage_3_implants_expected_json,
        "samples/or-supplies/supply-usage-3-implants.hl7":
            PackageResources.network_samples_or_supplies_supply_usage_3_implants_hl7,
        "samples/or-supplies/supply-usage-4-wrong-label.expected.json":
            PackageResources.network_samples_or_supplies_supply_usage_4_wrong_label_expected_json,
        "samples/or-supplies/supply-usage-4-wrong-label.hl7":
            PackageResources.network_samples_or_supplies_supply_usage_4_wrong_label_hl7,
        "samples/pharmacy/dose-of-unknown-amount.expected.json":
            PackageResources.network_samples_pharmacy_dose_of_unknown_amount_expected_json,
        "samples/pharmacy/dose-of-unknown-amount.hl7":
            PackageResources.network_samples_pharmacy_dose_of_unknown_amount_hl7,
        "samples/pharmacy/medication-administered-1-given.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_1_given_expected_json,
        "samples/pharmacy/medication-administered-1-given.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_1_given_hl7,
        "samples/pharmacy/medication-administered-2-refused.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_2_refused_expected_json,
        "samples/pharmacy/medication-administered-2-refused.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_2_refused_hl7,
        "samples/pharmacy/medication-administered-3-deleted.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_3_deleted_expected_json,
        "samples/pharmacy/medication-administered-3-deleted.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_3_deleted_hl7,
        "samples/pharmacy/medication-administered-6-floor-stock.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_6_floor_stock_expected_json,
        "samples/pharmacy/medication-administered-6-floor-stock.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_6_floor_stock_hl7,
        "samples/pharmacy/medication-administered-6-not-billed.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_6_not_billed_expected_json,
        "samples/pharmacy/medication-administered-6-not-billed.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_6_not_billed_hl7,
        "samples/pharmacy/medication-administered-6-own-medicine.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_6_own_medicine_expected_json,
        "samples/pharmacy/medication-administered-6-own-medicine.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_6_own_medicine_hl7,
        "samples/pharmacy/medication-administered-7-floor-stock-deleted.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_7_floor_stock_deleted_expected_json,
        "samples/pharmacy/medication-administered-7-floor-stock-deleted.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_7_floor_stock_deleted_hl7,
        "samples/pharmacy/medication-administered-8-wasted.expected.json":
            PackageResources.network_samples_pharmacy_medication_administered_8_wasted_expected_json,
        "samples/pharmacy/medication-administered-8-wasted.hl7":
            PackageResources.network_samples_pharmacy_medication_administered_8_wasted_hl7,
        "samples/procurement/vendor-invoice-1-before-the-goods.expected.json":
            PackageResources.network_samples_procurement_vendor_invoice_1_before_the_goods_expected_json,
        "samples/procurement/vendor-invoice-1-before-the-goods.json":
            PackageResources.network_samples_procurement_vendor_invoice_1_before_the_goods_json,
        "samples/procurement/vendor-invoice-4-more-than-received.expected.json":
            PackageResources.network_samples_procurement_vendor_invoice_4_more_than_received_expected_json,
        "samples/procurement/vendor-invoice-4-more-than-received.json":
            PackageResources.network_samples_procurement_vendor_invoice_4_more_than_received_json,
        "samples/procurement/vendor-invoice-5-too-dear.expected.json":
            PackageResources.network_samples_procurement_vendor_invoice_5_too_dear_expected_json,
        "samples/procurement/vendor-invoice-5-too-dear.json":
            PackageResources.network_samples_procurement_vendor_invoice_5_too_dear_json,
        "samples/productivity/physician-compensation-1-march.csv":
            PackageResources.network_samples_productivity_physician_compensation_1_march_csv,
        "samples/productivity/physician-compensation-1-march.expected.json":
            PackageResources.network_samples_productivity_physician_compensation_1_march_expected_json,
        "samples/productivity/physician-compensation-2-restated.csv":
            PackageResources.network_samples_productivity_physician_compensation_2_restated_csv,
        "samples/productivity/physician-compensation-2-restated.expected.json":
            PackageResources.network_samples_productivity_physician_compensation_2_restated_expected_json,
        "samples/research/grant-cost-1-visit.expected.json":
            PackageResources.network_samples_research_grant_cost_1_visit_expected_json,
        "samples/research/grant-cost-1-visit.json": PackageResources.network_samples_research_grant_cost_1_visit_json,
        "samples/research/grant-cost-2-odd-cent.expected.json":
            PackageResources.network_samples_research_grant_cost_2_odd_cent_expected_json,
        "samples/research/grant-cost-2-odd-cent.json":
            PackageResources.network_samples_research_grant_cost_2_odd_cent_json,
        "samples/research/grant-cost-3-reversed.expected.json":
            PackageResources.network_samples_research_grant_cost_3_reversed_expected_json,
        "samples/research/grant-cost-3-reversed.json":
            PackageResources.network_samples_research_grant_cost_3_reversed_json,
        "samples/revenue-cycle/patient-refund-1.expected.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_1_expected_json,
        "samples/revenue-cycle/patient-refund-1.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_1_json,
        "samples/revenue-cycle/patient-refund-2-again.expected.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_2_again_expected_json,
        "samples/revenue-cycle/patient-refund-2-again.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_2_again_json,
        "samples/revenue-cycle/patient-refund-3-other-amount.expected.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_3_other_amount_expected_json,
        "samples/revenue-cycle/patient-refund-3-other-amount.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_3_other_amount_json,
        "samples/revenue-cycle/patient-refund-4-duplicate-payment.expected.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_4_duplicate_payment_expected_json,
        "samples/revenue-cycle/patient-refund-4-duplicate-payment.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_4_duplicate_payment_json,
        "samples/revenue-cycle/patient-refund-5-void.expected.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_5_void_expected_json,
        "samples/revenue-cycle/patient-refund-5-void.json":
            PackageResources.network_samples_revenue_cycle_patient_refund_5_void_json,
        "samples/supplier-invoices/vendor-invoice-6-same-by-edi.expected.json":
            PackageResources.network_samples_supplier_invoices_vendor_invoice_6_same_by_edi_expected_json,
        "samples/supplier-invoices/vendor-invoice-6-same-by-edi.x12":
            PackageResources.network_samples_supplier_invoices_vendor_invoice_6_same_by_edi_x12,
        "samples/supplier-invoices/vendor-invoice-7-edi-batch.expected.json":
            PackageResources.network_samples_supplier_invoices_vendor_invoice_7_edi_batch_expected_json,
        "samples/supplier-invoices/vendor-invoice-7-edi-batch.x12":
            PackageResources.network_samples_supplier_invoices_vendor_invoice_7_edi_batch_x12,
        "samples/workforce/labor-costed-1-day.csv": PackageResources.network_samples_workforce_labor_costed_1_day_csv,
        "samples/workforce/labor-costed-1-day.expected.json":
            PackageResources.network_samples_workforce_labor_costed_1_day_expected_json,
        "samples/workforce/labor-costed-2-closed-month.csv":
            PackageResources.network_samples_workforce_labor_costed_2_closed_month_csv,
        "samples/workforce/labor-costed-2-closed-month.expected.json":
            PackageResources.network_samples_workforce_labor_costed_2_closed_month_expected_json,
        "sources/cabinets.yaml": PackageResources.network_sources_cabinets_yaml,
        "sources/ehr-events.yaml": PackageResources.network_sources_ehr_events_yaml,
        "sources/ehr-fhir.yaml": PackageResources.network_sources_ehr_fhir_yaml,
        "sources/ehr.yaml": PackageResources.network_sources_ehr_yaml,
        "sources/erp-events.yaml": PackageResources.network_sources_erp_events_yaml,
        "sources/hr.yaml": PackageResources.network_sources_hr_yaml,
        "sources/nightly-charges.yaml": PackageResources.network_sources_nightly_charges_yaml,
        "sources/nightly-ehr.yaml": PackageResources.network_sources_nightly_ehr_yaml,
        "sources/nightly-erp.yaml": PackageResources.network_sources_nightly_erp_yaml,
        "sources/or-supplies.yaml": PackageResources.network_sources_or_supplies_yaml,
        "sources/pharmacy.yaml": PackageResources.network_sources_pharmacy_yaml,
        "sources/procurement.yaml": PackageResources.network_sources_procurement_yaml,
        "sources/productivity.yaml": PackageResources.network_sources_productivity_yaml,
        "sources/research.yaml": PackageResources.network_sources_research_yaml,
        "sources/revenue-cycle.yaml": PackageResources.network_sources_revenue_cycle_yaml,
        "sources/supplier-invoices.yaml": PackageResources.network_sources_supplier_invoices_yaml,
        "sources/workforce.yaml": PackageResources.network_sources_workforce_yaml,
        "tables/accounting-period.yaml": PackageResources.network_tables_accounting_period_yaml,
        "tables/charge-account.yaml": PackageResources.network_tables_charge_account_yaml,
        "tables/compensation-account.yaml": PackageResources.network_tables_compensation_account_yaml,
        "tables/department-cost-center.yaml": PackageResources.network_tables_department_cost_center_yaml,
        "tables/drug-charge.yaml": PackageResources.network_tables_drug_charge_yaml,
        "tables/refund-account.yaml": PackageResources.network_tables_refund_account_yaml,
        "tables/specialty-code.yaml": PackageResources.network_tables_specialty_code_yaml,
        "tables/study-funding.yaml": PackageResources.network_tables_study_funding_yaml,
        "tables/supplier-number.yaml": PackageResources.network_tables_supplier_number_yaml,
    ]
}
